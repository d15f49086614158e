// The map's layers from bottom to top, and what each looks like in a palette.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import type { Party } from "./contract.ts";
import { AREA_OPACITY, type Ink } from "./ink.ts";
import { type Palette, partyColour } from "./palette.ts";
import { SMALL_PX } from "./shapes.ts";

export const HATCH = "hatch";
const DOT_PX = 3.2;
/** Under this chance an area is hatched as well: doubt must survive a black-and-white print. */
export const DOUBTFUL_PPM = 550_000;

const empty: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Labels use the reader's own fonts; no font server is asked. */
const FONT = ["Arial, sans-serif"];

export type Paints = Record<string, Record<string, unknown>>;
type Expression = ExpressionSpecification;

export function mapStyle(landUrl: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      basemap: { type: "geojson", data: landUrl, attribution: "Land: Natural Earth", tolerance: 0.3 },
      mission: { type: "geojson", data: empty },
      areas: { type: "geojson", data: empty, tolerance: 0.4, maxzoom: 16 },
      dots: { type: "geojson", data: empty, maxzoom: 12 },
      chosen: { type: "geojson", data: empty },
    },
    layers: layers(),
  };
}

const ofKind = (kind: string, dashed?: boolean): FilterSpecification =>
  dashed === undefined
    ? ["==", ["get", "kind"], kind]
    : ["all", ["==", ["get", "kind"], kind], [dashed ? "==" : "!=", ["get", "style"], "dashed"]];

function layers(): LayerSpecification[] {
  return [
    { id: "sea", type: "background" },
    { id: "land", type: "fill", source: "basemap" },
    { id: "coast", type: "line", source: "basemap" },
    { id: "own-land", type: "fill", source: "mission", filter: ofKind("land") },
    { id: "own-coast", type: "line", source: "mission", filter: ofKind("land") },
    { id: "zone", type: "fill", source: "mission", filter: ofKind("zone") },
    { id: "area", type: "fill", source: "areas" },
    { id: "area-doubt", type: "fill", source: "areas" },
    { id: "area-edge", type: "line", source: "areas" },
    { id: "area-edge-single", type: "line", source: "areas" },
    { id: "dot", type: "circle", source: "dots" },
    { id: "zone-edge", type: "line", source: "mission", filter: ofKind("zone", false) },
    { id: "zone-edge-dashed", type: "line", source: "mission", filter: ofKind("zone", true) },
    { id: "line-casing", type: "line", source: "mission", filter: ofKind("line"), layout: { "line-join": "round" } },
    { id: "line", type: "line", source: "mission", filter: ofKind("line", false), layout: { "line-join": "round" } },
    { id: "line-dashed", type: "line", source: "mission", filter: ofKind("line", true), layout: { "line-join": "round" } },
    { id: "settlement", type: "circle", source: "mission", filter: ofKind("settlement") },
    label("zone-name", "zone-name", 11, { "text-transform": "uppercase", "text-letter-spacing": 0.08, "text-max-width": 9 }),
    label("settlement-name", "settlement", 12, { "text-variable-anchor": ["bottom", "top", "left", "right"], "text-radial-offset": 0.5 }),
    { id: "chosen-halo", type: "line", source: "chosen", filter: ["==", ["geometry-type"], "Polygon"], layout: { "line-join": "round" } },
    { id: "chosen-edge", type: "line", source: "chosen", filter: ["==", ["geometry-type"], "Polygon"], layout: { "line-join": "round" } },
    { id: "chosen-ring-halo", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"] },
    { id: "chosen-ring", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"] },
  ];
}

function label(id: string, kind: string, size: number, layout: Record<string, unknown>): LayerSpecification {
  const text = { "text-field": ["get", "name"], "text-size": size, "text-font": FONT, ...layout };
  return { id, type: "symbol", source: "mission", filter: ofKind(kind), layout: text } as LayerSpecification;
}

/** Which incidents pass; small shapes are left to their dots, so that tiles stay light. */
export function incidentFilters(shown: Uint8Array): Record<string, FilterSpecification> {
  const passes: Expression = ["==", ["at", ["get", "i"], ["literal", Array.from(shown)]], 1];
  const large: Expression = [">=", ["*", ["get", "r"], ["^", 2, ["zoom"]]], SMALL_PX / 2 ** 0.7];
  const several: Expression = ["==", ["get", "o"], 1];
  return {
    area: ["all", passes, large],
    "area-doubt": ["all", passes, large, ["<", ["get", "p"], DOUBTFUL_PPM], [">=", ["get", "p"], 0]],
    "area-edge": ["all", passes, large, several],
    "area-edge-single": ["all", passes, large, ["!", several]],
    dot: passes,
  };
}

/** Opacity carries the chance; an unknown chance is drawn as an even one. */
const byChance: Expression = ["interpolate", ["linear"], ["case", ["<", ["get", "p"], 0], 500_000, ["get", "p"]], 100_000, 0.35, 1_000_000, 1];

/** What depends on how the shapes crowd in the frame; set anew when that changes. */
export function inkPaints(ink: Ink, isDark: boolean): Paints {
  const strength = isDark ? 1.2 : 1;
  const edge = (most: number): Expression =>
    ["interpolate", ["exponential", 2], ["zoom"], ...[-3, -2, -1, 0, 1, 2, 3].flatMap((n) => [ink.zoom + n, Math.min(most, ink.edge * 2 ** n * strength)])] as unknown as Expression;
  const dots = Array.from({ length: 41 }, (_, n) => n / 2).flatMap((zoom) => {
    const opacity = Math.max(0.035, Math.min(0.5, ink.dot * 4 ** (zoom - ink.zoom) * strength));
    return [zoom, ["case", ["<", ["get", "r"], SMALL_PX / 2 ** zoom], ["*", opacity, byChance], 0]];
  });
  return {
    area: { "fill-opacity": ["max", 0.02, ["*", AREA_OPACITY * ink.area * strength, ["get", "t"], byChance]] },
    "area-doubt": { "fill-opacity": ink.hatch },
    "area-edge": { "line-opacity": edge(0.75) },
    "area-edge-single": { "line-opacity": edge(0.65) },
    dot: { "circle-opacity": ["interpolate", ["linear"], ["zoom"], ...dots] },
  };
}

/** Where shapes crowd, their sum takes the place of the single areas. */
export const inkLayers = (ink: Ink): Record<string, boolean> => ({
  area: !ink.isSum,
  density: ink.isSum,
  "area-doubt": ink.hatch > 0,
  "area-edge": ink.edge > 0,
  "area-edge-single": ink.edge > 0,
});

export function paints(palette: Palette, parties: Party[]): Paints {
  const colour = partyMatch(palette, parties);
  const edge = { "line-color": colour, "line-width": 1.4 };
  const text = { "text-color": palette.quiet, "text-halo-color": palette.land, "text-halo-width": 1.4 };
  return {
    sea: { "background-color": palette.sea },
    land: { "fill-color": palette.land },
    coast: { "line-color": palette.coast, "line-width": 0.8 },
    "own-land": { "fill-color": palette.land },
    "own-coast": { "line-color": palette.coast, "line-width": 1 },
    zone: { "fill-color": colour, "fill-opacity": palette.isDark ? 0.1 : 0.07 },
    "zone-edge": { ...edge, "line-opacity": 0.8 },
    "zone-edge-dashed": { ...edge, "line-opacity": 0.8, "line-dasharray": [4, 3] },
    area: { "fill-color": palette.incident, "fill-antialias": false },
    "area-doubt": { "fill-pattern": HATCH },
    "area-edge": { "line-color": palette.incident, "line-width": 1.2 },
    "area-edge-single": { "line-color": palette.incident, "line-width": 1, "line-dasharray": [2, 2.5] },
    dot: { "circle-color": palette.incident, "circle-radius": DOT_PX, "circle-blur": 0.5 },
    "line-casing": { "line-color": palette.halo, "line-width": 5, "line-opacity": 0.75 },
    line: { "line-color": colour, "line-width": 2.2 },
    "line-dashed": { "line-color": colour, "line-width": 2.2, "line-dasharray": [3, 2] },
    settlement: { "circle-radius": 2.6, "circle-color": palette.land, "circle-stroke-color": palette.ink, "circle-stroke-width": 1.2 },
    "zone-name": { ...text, "text-color": partyMatch(palette, parties, true) },
    "settlement-name": { ...text, "text-color": palette.ink },
    "chosen-halo": { "line-color": palette.halo, "line-width": 7, "line-opacity": 0.9 },
    "chosen-edge": { "line-color": palette.chosen, "line-width": 3 },
    "chosen-ring-halo": { "circle-radius": 9, "circle-opacity": 0, "circle-stroke-color": palette.halo, "circle-stroke-width": 5 },
    "chosen-ring": {
      "circle-radius": 9,
      "circle-color": palette.chosen,
      "circle-opacity": 0.12,
      "circle-stroke-color": palette.chosen,
      "circle-stroke-width": 2.5,
    },
  };
}

/** The party's colour, or plain ink where a layer belongs to nobody. */
function partyMatch(palette: Palette, parties: Party[], isText = false): string | Expression {
  if (!parties.length) return palette.ink;
  const arms = parties.flatMap((party) => [party.id, partyColour(party, palette.isDark, isText)]);
  return ["match", ["coalesce", ["get", "party"], ""], ...arms, palette.quiet] as unknown as Expression;
}

/** Diagonal hatch for doubtful areas, drawn here because the page may fetch no picture. */
export function hatch(colour: string): ImageData {
  const side = 16;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (let start = -side; start <= side; start += side / 2) {
    pen.moveTo(start - 1, side + 1);
    pen.lineTo(start + side + 1, -1);
  }
  pen.stroke();
  return pen.getImageData(0, 0, side, side);
}
