// How strongly to draw: where shapes crowd, their sum is drawn, so that the map shows where and never one solid blot.
import { Adder, type Grid, gridOver } from "./density.ts";
import type { Incidents } from "./incidents.ts";

/** Optical depth that crowded places may reach; 0.9 leaves two fifths of the ground showing. */
const DEPTH = 0.9;
/** Dots leave gaps between them, so they may add up to more. */
const DOT_DEPTH = 1.4;
/** Share of filled cells that may be darker than that. */
const CROWDED = 0.03;
/** If single shapes had to be thinner than this part of their strength, their sum is drawn instead. */
const SUM_BELOW = 0.3;
/** Share of all pixels that outlines may touch before they fade. */
const LINES = 0.1;
/** Fainter outlines or hatching are left out: they cost time and tell nothing. */
const FAINT = 0.14;
/** Up to this reach a shape is drawn at full strength; wider ones spread the same ink thinner. */
const FULL_REACH_M = 2_000;
export const AREA_OPACITY = 0.24;
/** Area of a soft dot, square pixels. */
const DOT_PX2 = 32;
const DOT_CELL_PX = 14;
/** Cells looked at to judge the crowd; more would cost time and change nothing. */
const SAMPLES = 20_000;
/** Radius from which a shape is an area and no longer a dot, pixels. */
const AREA_PX = 4;

/** What part of the world the map shows, and how large. */
export interface Frame {
  /** West, south, east, north, degrees. */
  box: readonly [number, number, number, number];
  /** Width and height on screen, pixels. */
  wide: number;
  tall: number;
  zoom: number;
}

export interface Ink {
  /** Sum of all areas in and around the frame. */
  grid: Grid;
  /** Factor on that sum, and on the fill of areas, 0 to 1. */
  area: number;
  /** Draw the sum instead of single areas. */
  isSum: boolean;
  /** Opacity of hatching; 0 = left out. */
  hatch: number;
  /** Opacity of outlines at `zoom`; 0 = left out. */
  edge: number;
  /** Opacity of dots at `zoom`. */
  dot: number;
  zoom: number;
}

export const thinness = (reachM: number): number => Math.min(1, (FULL_REACH_M / Math.max(1, reachM)) ** 0.7);

/** Opacity carries the chance: half strength at none, full at certainty; an unknown chance is drawn as an even one. */
const byChance = (ppm: number | null): number => 0.35 + 0.65 * Math.min(1, Math.max(0, ((ppm ?? 500_000) - 100_000) / 900_000));

/** Measures how the shown shapes overlap in the frame. */
export function ink(all: Incidents, shown: Uint8Array, frame: Frame): Ink {
  const [w, s, e, n] = frame.box;
  const grid = gridOver(frame.box, frame.wide, frame.tall);
  const [gw, gs, ge, gn] = grid.box;
  const adder = new Adder(grid);
  const [cols, rows] = [Math.ceil(frame.wide / DOT_CELL_PX), Math.ceil(frame.tall / DOT_CELL_PX)];
  const points = new Float32Array(cols * rows);
  const perDegree = frame.wide / (e - w);
  let lines = 0;
  for (let i = 0; i < all.size; i++) {
    const at = i * 4;
    const [w1, s1, e1, n1] = [all.frame[at], all.frame[at + 1], all.frame[at + 2], all.frame[at + 3]];
    if (!shown[i] || !(w1 <= ge && e1 >= gw && s1 <= gn && n1 >= gs)) continue;
    const px = ((e1 - w1) / 2) * perDegree;
    const [x, y] = [Math.floor(((all.lon[i] - w) / (e - w)) * cols), Math.floor(((all.lat[i] - s) / (n - s)) * rows)];
    if (px >= AREA_PX) {
      adder.add(all, i, AREA_OPACITY * thinness(all.reach[i]) * byChance(all.chance[i]));
      if (!surrounds(all, i, frame, px)) lines += Math.min(6.3 * px, frame.wide);
    } else if (x >= 0 && y >= 0 && x < cols && y < rows) points[x + cols * y]++;
  }
  adder.sum();
  const area = Math.min(1, DEPTH / crowded(grid.values));
  const edge = Math.min(0.75, (0.75 * LINES * frame.wide * frame.tall) / Math.max(1, lines * 1.5));
  const dot = DOT_DEPTH / ((crowded(points) * DOT_PX2) / DOT_CELL_PX ** 2);
  const isSum = area < SUM_BELOW;
  return { grid, area, isSum, hatch: isSum ? 0 : 0.5 * Math.min(1, area * 1.5), edge: edge < FAINT ? 0 : edge, dot, zoom: frame.zoom };
}

/** Is the difference worth painting anew? The sum is always painted anew: it is bound to its frame. */
export function isOther(a: Ink, b: Ink): boolean {
  const far = (x: number, y: number): boolean => x > 1.3 * y || y > 1.3 * x;
  const dotThere = b.dot * 4 ** (a.zoom - b.zoom);
  const edgeThere = b.edge * 2 ** (a.zoom - b.zoom);
  if (a.isSum !== b.isSum || (!a.isSum && (far(a.area, b.area) || far(a.hatch, b.hatch)))) return true;
  return far(a.edge, Math.min(0.75, edgeThere)) || far(Math.min(0.5, a.dot), Math.min(0.5, dotThere));
}

/** Is the frame so deep inside the shape that none of its outline can be seen? */
function surrounds(all: Incidents, i: number, frame: Frame, px: number): boolean {
  const [w, s, e, n] = frame.box;
  const dx = (Math.max(Math.abs(all.lon[i] - w), Math.abs(all.lon[i] - e)) * frame.wide) / (e - w);
  const dy = (Math.max(Math.abs(all.lat[i] - s), Math.abs(all.lat[i] - n)) * frame.tall) / (n - s);
  return Math.hypot(dx, dy) < px;
}

/** The value that all but the most crowded of the filled cells stay under; never 0. */
function crowded(cells: Float32Array): number {
  const every = Math.ceil(cells.length / SAMPLES);
  const filled = cells.filter((value, n) => n % every === 0 && value > 1e-3).sort();
  return filled.length ? filled[Math.floor((filled.length - 1) * (1 - CROWDED))] : 1e-6;
}
