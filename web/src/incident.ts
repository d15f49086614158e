// The small map of an incident's page: its own shape filled, its members' places as thin outlines.
import type { Feature, FeatureCollection, Point } from "geojson";
import * as maplibre from "maplibre-gl";
import { type Layer, type Party, readLayers, readSummary } from "./contract.ts";
import { make } from "./dom.ts";
import { positions } from "./incidents.ts";
import { layerFeatures, plainMap } from "./map.ts";
import { onPalette, readPalette } from "./palette.ts";
import { circle } from "./shapes.ts";

/** Feature traits the server writes: role `incident` or `member`, and for points the 90 % radius. */
interface Drawn {
  role?: "incident" | "member";
  radius_m?: number;
}

function readFeatures(text: string | undefined): FeatureCollection | null {
  try {
    const read = JSON.parse(text ?? "") as FeatureCollection;
    return read.type === "FeatureCollection" && Array.isArray(read.features) ? read : null;
  } catch {
    return null;
  }
}

/** A point with a radius becomes its circle; a point without stays a point, drawn soft. */
function asShape(feature: Feature): Feature {
  const { radius_m } = (feature.properties ?? {}) as Drawn;
  if (feature.geometry?.type !== "Point" || !(radius_m && radius_m > 0)) return feature;
  const [lon, lat] = (feature.geometry as Point).coordinates;
  return { ...feature, geometry: circle(lon, lat, radius_m) };
}

function boundsOf(shapes: FeatureCollection): maplibre.LngLatBounds | null {
  const all = shapes.features.flatMap((feature) => (feature.geometry ? positions(feature.geometry) : []));
  if (!all.length) return null;
  return all.reduce((box, [lon, lat]) => box.extend([lon, lat]), new maplibre.LngLatBounds());
}

function addShapes(map: maplibre.Map, shapes: FeatureCollection): void {
  map.addSource("shapes", { type: "geojson", data: shapes });
  const role = (name: string): maplibre.ExpressionSpecification => ["==", ["coalesce", ["get", "role"], "member"], name];
  const isPoint: maplibre.ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  map.addLayer({ id: "own", type: "fill", source: "shapes", filter: role("incident") }, "zone-name");
  map.addLayer({ id: "member", type: "line", source: "shapes", filter: ["all", role("member"), ["!", isPoint]] }, "zone-name");
  map.addLayer({ id: "member-dot", type: "circle", source: "shapes", filter: isPoint }, "zone-name");
  map.addLayer({ id: "own-edge", type: "line", source: "shapes", filter: role("incident") }, "zone-name");
  const colour = (): void => {
    const palette = readPalette();
    map.setPaintProperty("own", "fill-color", palette.incident);
    map.setPaintProperty("own", "fill-opacity", 0.28);
    map.setPaintProperty("own-edge", "line-color", palette.incident);
    map.setPaintProperty("own-edge", "line-width", 2.2);
    map.setPaintProperty("member", "line-color", palette.quiet);
    map.setPaintProperty("member", "line-width", 1);
    map.setPaintProperty("member", "line-opacity", 0.75);
    map.setPaintProperty("member-dot", "circle-color", palette.quiet);
    map.setPaintProperty("member-dot", "circle-blur", 0.6);
    map.setPaintProperty("member-dot", "circle-opacity", 0.5);
    map.setPaintProperty("member-dot", "circle-radius", 4);
  };
  colour();
  onPalette(colour);
}

async function ask<T>(question: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await question;
  } catch {
    return otherwise;
  }
}

async function open(box: HTMLElement): Promise<void> {
  const shapes = readFeatures(box.dataset.feature);
  const drawn = shapes ? { ...shapes, features: shapes.features.map(asShape) } : null;
  const bounds = drawn && boundsOf(drawn);
  if (!drawn || !bounds) return box.replaceChildren(make("p", { class: "state" }, "The place of this incident is not known, so there is no map."));
  const summary = await ask(readSummary(), null);
  const parties: Party[] = summary?.mission.parties ?? [];
  const asOf = box.dataset.asOf ? Number(box.dataset.asOf) : null;
  const layers: Layer[] = box.dataset.day ? (await ask(readLayers(box.dataset.day, asOf), { layers: [] })).layers : [];
  const centre = bounds.getCenter();
  box.replaceChildren();
  const map = plainMap(box, { lat: centre.lat, lon: centre.lng, zoom: 8 }, parties);
  map.scrollZoom.disable();
  map.fitBounds(bounds, { padding: 40, maxZoom: 14, animate: false });
  map.getCanvas().setAttribute("aria-label", "Map of this incident's place; the members' places are listed in the table.");
  map.on("load", () => {
    (map.getSource("mission") as maplibre.GeoJSONSource).setData(layerFeatures(layers, () => false));
    addShapes(map, drawn);
    box.dataset.state = "ready";
  });
}

const box = document.querySelector<HTMLElement>("#incident-map");
if (box) void open(box);
