// The sum of all shapes in a frame, cell by cell, without rounding: what thousands of thin layers add up to.
import type { Position } from "geojson";
import type { Incidents } from "./incidents.ts";

const RAD = Math.PI / 180;
/** Side of a cell on screen, pixels. */
const CELL_PX = 2;
/** Part of the frame that is computed beyond each of its sides, so that a pan does not end at once. */
const MARGIN = 0.25;

export interface Grid {
  /** West, south, east, north, degrees; rows are even steps of Mercator's y, from north to south. */
  box: [number, number, number, number];
  cols: number;
  rows: number;
  values: Float32Array;
}

const mercator = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (Math.min(85, Math.max(-85, lat)) * RAD) / 2));
const latitude = (y: number): number => (2 * Math.atan(Math.exp(y)) - Math.PI / 2) / RAD;

/** An empty grid over the frame and its margin. */
export function gridOver(box: readonly [number, number, number, number], wide: number, tall: number): Grid {
  const [w, s, e, n] = [box[0], mercator(box[1]), box[2], mercator(box[3])];
  const [dx, dy] = [(e - w) * MARGIN, (n - s) * MARGIN];
  const cols = Math.ceil((wide * (1 + 2 * MARGIN)) / CELL_PX);
  const rows = Math.ceil((tall * (1 + 2 * MARGIN)) / CELL_PX);
  return { box: [w - dx, latitude(s - dy), e + dx, latitude(n + dy)], cols, rows, values: new Float32Array((cols + 1) * rows) };
}

/** Turns degrees into cells of one grid. */
class Ruler {
  private readonly west: number;
  private readonly north: number;
  private readonly perLon: number;
  private readonly perY: number;

  constructor(grid: Grid) {
    const [w, s, e, n] = grid.box;
    this.west = w;
    this.north = mercator(n);
    this.perLon = grid.cols / (e - w);
    this.perY = grid.rows / (this.north - mercator(s));
  }

  x = (lon: number): number => (lon - this.west) * this.perLon;
  y = (lat: number): number => (this.north - mercator(lat)) * this.perY;
}

/** Adds shapes to a grid; each row remembers only where a shape begins and ends until `sum` is called. */
export class Adder {
  private readonly ruler: Ruler;

  constructor(private readonly grid: Grid) {
    this.ruler = new Ruler(grid);
  }

  add(all: Incidents, i: number, value: number): void {
    const shape = all.shapes[i];
    if (shape?.type === "Polygon") this.rings(shape.coordinates, value);
    else if (shape?.type === "MultiPolygon") for (const rings of shape.coordinates) this.rings(rings, value);
    else this.ellipse(all.frame.subarray(i * 4, i * 4 + 4), value);
  }

  /** Turns beginnings and ends into sums; the grid is complete after it. */
  sum(): void {
    const { values, cols, rows } = this.grid;
    for (let row = 0; row < rows; row++) {
      const start = row * (cols + 1);
      for (let at = start + 1; at < start + cols; at++) values[at] += values[at - 1];
    }
  }

  private ellipse(frame: Float64Array, value: number): void {
    const [x0, x1] = [this.ruler.x(frame[0]), this.ruler.x(frame[2])];
    const [y0, y1] = [this.ruler.y(frame[3]), this.ruler.y(frame[1])];
    const [cx, cy, rx, ry] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2];
    for (let row = Math.max(0, Math.ceil(y0 - 0.5)); row < Math.min(this.grid.rows, y1 - 0.5); row++) {
      const part = (row + 0.5 - cy) / ry;
      const half = rx * Math.sqrt(Math.max(0, 1 - part * part));
      this.from(row, cx - half, value);
      this.from(row, cx + half, -value);
    }
  }

  /** Outer ring and holes; which way round each is written does not matter. */
  private rings(rings: Position[][], value: number): void {
    rings.forEach((ring, n) => this.ring(ring, (isClockwise(ring) ? value : -value) * (n === 0 ? 1 : -1)));
  }

  /** Where an edge crosses the middle of a row, all that lies east of it gains or loses `value`. */
  private ring(ring: Position[], value: number): void {
    let [x0, y0] = [this.ruler.x(ring[0][0]), this.ruler.y(ring[0][1])];
    for (let n = 1; n < ring.length; n++) {
      const [x1, y1] = [this.ruler.x(ring[n][0]), this.ruler.y(ring[n][1])];
      const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
      const rise = y0 < y1 ? -value : value;
      const last = Math.min(this.grid.rows - 1, Math.ceil(bottom - 0.5) - 1);
      for (let row = Math.max(0, Math.ceil(top - 0.5)); row <= last; row++) this.from(row, x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0), rise);
      [x0, y0] = [x1, y1];
    }
  }

  /** From a place in a row on eastward: the cell there gets the part after it, the next cell the rest. */
  private from(row: number, x: number, value: number): void {
    const { values, cols } = this.grid;
    if (x >= cols) return;
    const at = row * (cols + 1) + Math.max(0, Math.floor(x));
    const part = Math.max(0, x) % 1;
    values[at] += value * (1 - part);
    values[at + 1] += value * part;
  }
}

/** By the sign of its area, longitude to the right and latitude up. */
function isClockwise(ring: Position[]): boolean {
  let twice = 0;
  for (let n = 1; n < ring.length; n++) twice += (ring[n][0] - ring[n - 1][0]) * (ring[n][1] + ring[n - 1][1]);
  return twice > 0;
}

/** Paints a grid in one colour: depth d covers 1 - e^-d of the ground. */
export function paintGrid(canvas: HTMLCanvasElement, grid: Grid, factor: number, colour: [number, number, number]): void {
  const { cols, rows, values } = grid;
  canvas.width = cols;
  canvas.height = rows;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = pen.createImageData(cols, rows);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, to += 4) {
      const depth = values[row * (cols + 1) + col] * factor;
      image.data[to] = colour[0];
      image.data[to + 1] = colour[1];
      image.data[to + 2] = colour[2];
      image.data[to + 3] = depth <= 0 ? 0 : Math.round(255 * (1 - Math.exp(-depth)));
    }
  }
  pen.putImageData(image, 0, 0);
}
