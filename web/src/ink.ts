// How strongly to draw: many overlapping shapes must show where they crowd, not one solid blot.
import type { Incidents } from "./incidents.ts";

const CELLS = 96;
/** Optical depth that the crowded places may reach; 1.4 leaves a quarter of the ground showing. */
const DEPTH = 1.4;
/** Share of filled cells that may be darker than that. */
const CROWDED = 0.03;
/** Up to this reach a shape is drawn at full strength; wider ones spread the same ink thinner. */
const FULL_REACH_M = 2_000;
export const AREA_OPACITY = 0.24;
/** Area of a soft dot, square pixels. */
const DOT_PX2 = 32;

export interface Ink {
  /** Factor on the fill of areas, 0 to 1. */
  area: number;
  /** Opacity of outlines at the zoom that shows everything; grows as one zooms in. */
  edge: number;
  /** Opacity of dots at zoom 0; four times as much with every zoom, up to the cap. */
  dotAtZoom0: number;
  /** Zoom at which all that is shown just fits. */
  zoom: number;
  /** From this zoom on, outlines and hatching are strong enough to be worth drawing. */
  edgeZoom: number;
}

/** Fainter outlines than this are left out: they cost time and tell nothing. */
const EDGE_OPACITY_MIN = 0.14;

export const thinness = (reachM: number): number => Math.min(1, (FULL_REACH_M / Math.max(1, reachM)) ** 0.7);

/** Measures how the shown shapes overlap, on a grid over all of them. */
export function ink(all: Incidents, shown: Uint8Array): Ink {
  const box = extent(all, shown);
  if (!box) return { area: 1, edge: 0.75, dotAtZoom0: 1, zoom: 0, edgeZoom: 0 };
  const [w, s, e, n] = box;
  const wide = Math.max(1e-4, e - w);
  const tall = Math.max(1e-4, n - s);
  const depth = new Float32Array((CELLS + 1) * (CELLS + 1));
  const points = new Uint32Array(CELLS * CELLS);
  let areas = 0;
  for (let i = 0; i < all.size; i++) {
    if (!shown[i] || !all.hasPlace(i)) continue;
    const at = i * 4;
    const x0 = cell((all.frame[at] - w) / wide);
    const x1 = cell((all.frame[at + 2] - w) / wide);
    const y0 = cell((all.frame[at + 1] - s) / tall);
    const y1 = cell((all.frame[at + 3] - s) / tall);
    points[cell((all.lon[i] - w) / wide) + CELLS * cell((all.lat[i] - s) / tall)]++;
    if (all.reach(i) < 300) continue;
    areas++;
    addBox(depth, x0, y0, x1, y1, AREA_OPACITY * thinness(all.reach(i)) * share(all, i, x1 - x0, y1 - y0, wide, tall));
  }
  // Width of one cell on screen at zoom 0, pixels, in longitude and (nearly) in latitude.
  const px = (wide / CELLS / 360) * 512;
  const py = ((tall / CELLS / 360) * 512) / Math.cos((((s + n) / 2) * Math.PI) / 180);
  const dots = crowded(points) * (DOT_PX2 / (px * py));
  const areaDepth = crowded(summed(depth));
  const zoom = Math.log2(Math.min(900 / (px * CELLS), 500 / (py * CELLS)));
  const edge = Math.min(0.75, 160 / Math.max(1, areas));
  return {
    area: areaDepth > DEPTH ? DEPTH / areaDepth : 1,
    edge,
    dotAtZoom0: DEPTH / Math.max(1e-9, dots),
    zoom,
    edgeZoom: edge >= EDGE_OPACITY_MIN ? 0 : Math.min(16, zoom + Math.log2(EDGE_OPACITY_MIN / edge)),
  };
}

/** Part of the cells touched that the shape really covers. */
function share(all: Incidents, i: number, dx: number, dy: number, wide: number, tall: number): number {
  const at = i * 4;
  const own = (all.frame[at + 2] - all.frame[at]) * (all.frame[at + 3] - all.frame[at + 1]) * 0.785;
  return Math.min(1, own / ((((dx + 1) * wide) / CELLS) * (((dy + 1) * tall) / CELLS)));
}

const cell = (part: number): number => Math.min(CELLS - 1, Math.max(0, Math.floor(part * CELLS)));

/** Adds to a box of cells by its four corners; `summed` turns corners into cells. */
function addBox(grid: Float32Array, x0: number, y0: number, x1: number, y1: number, value: number): void {
  const row = CELLS + 1;
  grid[x0 + row * y0] += value;
  grid[x1 + 1 + row * y0] -= value;
  grid[x0 + row * (y1 + 1)] -= value;
  grid[x1 + 1 + row * (y1 + 1)] += value;
}

function summed(grid: Float32Array): Float32Array {
  const row = CELLS + 1;
  for (let y = 0; y < row; y++) for (let x = 1; x < row; x++) grid[x + row * y] += grid[x - 1 + row * y];
  for (let y = 1; y < row; y++) for (let x = 0; x < row; x++) grid[x + row * y] += grid[x + row * (y - 1)];
  return grid;
}

/** The value that all but the most crowded of the filled cells stay under. */
function crowded(grid: Float32Array | Uint32Array): number {
  const filled = Array.from(grid).filter((value) => value > 1e-4).sort((a, b) => a - b);
  return filled.length ? filled[Math.floor((filled.length - 1) * (1 - CROWDED))] : 0;
}

function extent(all: Incidents, shown: Uint8Array): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < all.size; i++) {
    if (!shown[i] || !all.hasPlace(i)) continue;
    const at = i * 4;
    box[0] = Math.min(box[0], all.frame[at]);
    box[1] = Math.min(box[1], all.frame[at + 1]);
    box[2] = Math.max(box[2], all.frame[at + 2]);
    box[3] = Math.max(box[3], all.frame[at + 3]);
  }
  return Number.isFinite(box[0]) ? box : null;
}
