// The map: land, the mission's lines and zones, and every incident as the shape of what is known of its place.
import type { Feature, FeatureCollection } from "geojson";
import * as maplibre from "maplibre-gl";
import type { GeoJSONSource, MapMouseEvent } from "maplibre-gl";
import type { Layer, Party } from "./contract.ts";
import { paintGrid } from "./density.ts";
import { make } from "./dom.ts";
import type { Incidents } from "./incidents.ts";
import { type Ink, ink, isOther } from "./ink.ts";
import { HATCH, type Paints, hatch, incidentFilters, inkLayers, inkPaints, mapStyle, paints } from "./mapstyle.ts";
import { onPalette, readPalette, rgb } from "./palette.ts";
import { SMALL_PX, areaOf, areas, dots, middle, pixelsAtZoom0, under } from "./shapes.ts";

export interface Place {
  lat: number;
  lon: number;
  zoom: number;
}

/** What the map tells the page. */
export interface MapEvents {
  /** The frame changed; `act` is how history should name it, null if nobody asked for it (a resize). */
  moved: (place: Place | null, act: string | null) => void;
  /** A shape was clicked: one of `rows`, which all lie there; empty = open ground. */
  picked: (rows: number[]) => void;
  /** What lies under the pointer, and where on screen. */
  hovered: (rows: number[], x: number, y: number) => void;
}

maplibre.setWorkerUrl(new URL("./maplibre-gl-worker.js", import.meta.url).href);

export const isCalm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A quiet map: north up, flat, no signs of its own making. Used by the picture and by the incident page. */
export function plainMap(box: HTMLElement, place: Place, parties: Party[]): maplibre.Map {
  const map = new maplibre.Map({
    container: box,
    style: mapStyle(new URL("./land.json", import.meta.url).href),
    center: [place.lon, place.lat],
    zoom: place.zoom,
    attributionControl: { compact: false },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    maxPitch: 0,
    maxZoom: 18,
    renderWorldCopies: false,
    fadeDuration: 0,
    cooperativeGestures: matchMedia("(pointer: coarse) and (max-width: 719px)").matches,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new maplibre.ScaleControl({ maxWidth: 120 }), "bottom-right");
  map.on("load", () => colour(map, parties));
  onPalette(() => colour(map, parties));
  return map;
}

/** Paints every layer anew; called at the start and when light and dark change places. */
function colour(map: maplibre.Map, parties: Party[]): void {
  const palette = readPalette();
  const image = hatch(palette.incident);
  if (map.hasImage(HATCH)) map.updateImage(HATCH, image);
  else map.addImage(HATCH, image, { pixelRatio: 2 });
  paint(map, paints(palette, parties));
}

function paint(map: maplibre.Map, all: Paints): void {
  for (const [layer, values] of Object.entries(all)) {
    for (const [name, value] of Object.entries(values)) map.setPaintProperty(layer, name as never, value as never, { validate: false });
  }
}

/** Mission layers as one collection; what is switched off is left out. Zones bear their name once, in their middle. */
export function layerFeatures(layers: Layer[], isHidden: (layer: Layer) => boolean): FeatureCollection {
  const features = layers
    .filter((layer) => !isHidden(layer))
    .flatMap((layer): Feature[] => {
      const { id, name, kind, style, geometry } = layer;
      const properties = { id, name, kind, party: layer.party ?? "", style: style ?? "" };
      const own: Feature = { type: "Feature", properties, geometry };
      const heart = kind === "zone" ? middle(geometry) : null;
      return heart ? [own, { type: "Feature", properties: { ...properties, kind: "zone-name" }, geometry: heart }] : [own];
    });
  return { type: "FeatureCollection", features };
}

/** What the page asks of its map, and gets even where no map can be drawn. */
export type MapPart = Pick<MapView, "show" | "mask" | "choose" | "layers" | "jump" | "reveal" | "frame" | "place">;

type Corners = [[number, number], [number, number], [number, number], [number, number]];

const BLIND: MapPart = {
  show: async () => {},
  mask: async () => {},
  choose: async () => {},
  layers: async () => {},
  jump: () => {},
  reveal: () => {},
  frame: () => [-180, -90, 180, 90],
  place: () => null,
};

/** Opens the map; without WebGL a sentence stands in its place and the rest of the page works on. */
export function openMap(box: HTMLElement, place: Place, parties: Party[], events: MapEvents): MapPart {
  try {
    return new MapView(box, place, parties, events);
  } catch {
    box.replaceChildren(make("p", { class: "state" }, "The map cannot be drawn: this browser offers no WebGL. List and timeline hold the same incidents."));
    return BLIND;
  }
}

export class MapView {
  private readonly map: maplibre.Map;
  private readonly ready: Promise<void>;
  private all: Incidents | null = null;
  private shown: Uint8Array = new Uint8Array(0);
  private chosen = -1;
  private readonly sum = document.createElement("canvas");
  /** Strength of drawing now in force. */
  private drawn: Ink | null = null;
  /** A move that the page itself began for the person, and that belongs into the address. */
  private isRevealing = false;

  constructor(box: HTMLElement, place: Place, parties: Party[], private readonly events: MapEvents) {
    this.map = plainMap(box, place, parties);
    this.ready = new Promise((done) => this.map.once("load", () => done()));
    this.map.getCanvas().setAttribute("aria-label", "Map of incidents. The list holds the same incidents as text.");
    this.map.on("moveend", (event) => this.moved("originalEvent" in event && Boolean(event.originalEvent)));
    this.map.on("click", (event) => this.events.picked(this.rowsAt(event)));
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("mouseout", () => this.events.hovered([], 0, 0));
    onPalette(() => void this.ready.then(() => this.filter()));
    this.map.on("idle", () => box.setAttribute("data-idle", "true"));
    this.map.on("dataloading", () => box.removeAttribute("data-idle"));
  }

  /** New incidents: their shapes go to the map's worker once; later questions only send a mask. */
  async show(all: Incidents, shown: Uint8Array): Promise<void> {
    this.all = all;
    this.shown = shown;
    await this.ready;
    if (this.all !== all) return;
    this.filter();
    this.source("areas").setData(areas(all));
    this.source("dots").setData(dots(all));
    this.mark();
  }

  async mask(shown: Uint8Array): Promise<void> {
    this.shown = shown;
    await this.ready;
    if (this.shown === shown) this.filter();
  }

  async choose(row: number): Promise<void> {
    this.chosen = row;
    await this.ready;
    this.mark();
  }

  async layers(features: FeatureCollection): Promise<void> {
    await this.ready;
    this.source("mission").setData(features);
  }

  /** Moves without a step in history. */
  jump(place: Place): void {
    this.map.jumpTo({ center: [place.lon, place.lat], zoom: place.zoom });
  }

  /** Brings an incident into the frame, if it is not there; `force` also zooms to it. */
  reveal(row: number, force = false): void {
    const all = this.all;
    if (!all || row < 0 || !all.hasPlace(row)) return;
    const [w, s, e, n] = this.frame();
    const isThere = all.lon[row] > w && all.lon[row] < e && all.lat[row] > s && all.lat[row] < n;
    if (isThere && !force) return;
    this.isRevealing = true;
    const box = Array.from(all.frame.subarray(row * 4, row * 4 + 4)) as [number, number, number, number];
    if (force) this.map.fitBounds(box, { padding: 48, maxZoom: 12, duration: isCalm() ? 0 : 300 });
    else this.map.easeTo({ center: [all.lon[row], all.lat[row]], duration: isCalm() ? 0 : 300 });
  }

  /** West, south, east, north. */
  frame(): [number, number, number, number] {
    const b = this.map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
  }

  /** Where the map stands; null where there is no map. */
  place(): Place | null {
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom() };
  }

  private moved(byPerson: boolean): void {
    this.events.moved(this.place(), byPerson ? "~pan" : this.isRevealing ? "" : null);
    this.isRevealing = false;
    void this.ready.then(() => {
      this.reink(false);
      if (this.chosen >= 0) this.mark();
    });
  }

  private filter(): void {
    this.reink(true);
    for (const [layer, filter] of Object.entries(incidentFilters(this.shown))) this.map.setFilter(layer, filter, { validate: false });
  }

  /** Fits the strength of drawing to how the shapes crowd in the frame. */
  private reink(force: boolean): void {
    if (!this.all) return;
    const { clientWidth: wide, clientHeight: tall } = this.map.getContainer();
    const next = ink(this.all, this.shown, { box: this.frame(), wide, tall, zoom: this.map.getZoom() });
    if (next.isSum) this.drawSum(next);
    if (!force && this.drawn && !isOther(next, this.drawn)) return;
    this.drawn = next;
    paint(this.map, inkPaints(next, readPalette().isDark));
    for (const [layer, isShown] of Object.entries(inkLayers(next))) this.map.getLayer(layer) && this.map.setLayoutProperty(layer, "visibility", isShown ? "visible" : "none");
  }

  /** Lays the sum of all areas under the lines, as one picture bound to its corners. */
  private drawSum({ grid, area }: Ink): void {
    paintGrid(this.sum, grid, area, rgb(readPalette().incident));
    const [w, s, e, n] = grid.box;
    const coordinates: Corners = [[w, n], [e, n], [e, s], [w, s]];
    const source = this.map.getSource<maplibre.CanvasSource>("density");
    if (!source) {
      this.map.addSource("density", { type: "canvas", canvas: this.sum, coordinates, animate: false });
      this.map.addLayer({ id: "density", type: "raster", source: "density", paint: { "raster-fade-duration": 0 } }, "area");
      return;
    }
    source.setCoordinates(coordinates);
    source.play();
    source.pause();
  }

  /** Outlines the chosen shape, or rings its dot while the shape is too small to see. */
  private mark(): void {
    const features: Feature[] = [];
    const all = this.all;
    if (all && this.chosen >= 0 && all.hasPlace(this.chosen)) {
      const isSmall = pixelsAtZoom0(all, this.chosen) * 2 ** this.map.getZoom() < SMALL_PX * 1.5;
      const point = { type: "Point" as const, coordinates: [all.lon[this.chosen], all.lat[this.chosen]] };
      const area = isSmall ? null : areaOf(all, this.chosen);
      features.push({ type: "Feature", properties: {}, geometry: area ?? point });
    }
    this.source("chosen")?.setData({ type: "FeatureCollection", features });
  }

  private rowsAt(event: MapMouseEvent): number[] {
    if (!this.all) return [];
    const { lng, lat } = event.lngLat;
    const above = this.map.unproject([event.point.x, event.point.y - SMALL_PX - 1]);
    return under(this.all, this.shown, lng, lat, Math.abs(above.lat - lat));
  }

  private hover(event: MapMouseEvent): void {
    const rows = this.map.isMoving() ? [] : this.rowsAt(event);
    this.map.getCanvas().classList.toggle("over", rows.length > 0);
    this.events.hovered(rows, event.point.x, event.point.y);
  }

  private source(name: string): GeoJSONSource {
    return this.map.getSource(name) as GeoJSONSource;
  }
}
