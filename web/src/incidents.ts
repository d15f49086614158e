// Incidents as columns of plain arrays: 20,000 rows are sifted in a few milliseconds.
import type { Geometry, Position } from "geojson";
import type { Order } from "./address.ts";
import type { Picture } from "./contract.ts";
import { GROUPS, groupOf, showKind } from "./kinds.ts";

const METRES_PER_DEGREE = 111_195;

let serials = 0;

export class Incidents {
  readonly size: number;
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  /** Kind as the server names it, per incident. */
  readonly kinds: readonly string[];
  /** Index into GROUPS. */
  readonly group: Uint8Array;
  /** Unix ms; NaN where the time is not known. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Degrees; NaN where the place is not known. */
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** 90 % radius, metres; NaN where not given. */
  readonly radius: Float64Array;
  readonly members: readonly number[];
  readonly origins: readonly number[];
  /** Parts per million; null where not computed. */
  readonly chance: readonly (number | null)[];
  readonly outcomes: readonly (string | null)[];
  readonly shapes: readonly (Geometry | null)[];
  /** Frame of the shape: west, south, east, north, four numbers per incident; NaN without a place. */
  readonly frame: Float64Array;
  /** Half the larger side of the frame, metres: how far the place is uncertain. */
  readonly reach: Float64Array;
  readonly asOf: number;
  /** Tells one reading from the next. */
  readonly serial = ++serials;
  readonly total: number;
  private readonly haystack: string[];
  private readonly place = new Map<string, number>();
  private readonly orders = new Map<Order, Uint32Array>();

  constructor(picture: Picture) {
    const c = picture.columns;
    this.size = c.id.length;
    this.asOf = picture.as_of;
    this.total = picture.total;
    this.ids = c.id;
    this.titles = c.title;
    this.kinds = c.kind.map((k) => picture.kinds[k] ?? "other");
    this.group = Uint8Array.from(this.kinds, groupOf);
    this.from = Float64Array.from(c.from, (v, i) => v ?? c.to[i] ?? Number.NaN);
    this.to = Float64Array.from(c.to, (v, i) => v ?? c.from[i] ?? Number.NaN);
    this.members = c.members;
    this.origins = c.origins;
    this.chance = c.p_ppm;
    this.outcomes = c.outcome.map((o) => picture.outcomes[o] ?? null);
    this.shapes = c.shape.map((s) => picture.shapes[s] ?? null);
    this.lat = Float64Array.from(c.lat, (v) => v ?? Number.NaN);
    this.lon = Float64Array.from(c.lon, (v) => v ?? Number.NaN);
    this.radius = Float64Array.from(c.radius_m, (v) => v ?? Number.NaN);
    this.frame = new Float64Array(this.size * 4);
    this.reach = new Float64Array(this.size);
    for (let i = 0; i < this.size; i++) this.measure(i);
    this.haystack = this.titles.map((title, i) => `${title} ${this.ids[i]} ${showKind(this.kinds[i])}`.toLowerCase());
    this.ids.forEach((id, i) => this.place.set(id, i));
  }

  /** Row of an id, or -1. */
  find(id: string | null): number {
    return id === null ? -1 : (this.place.get(id) ?? -1);
  }

  /** Start of the first incident held; null where no time is known. */
  earliest(): number | null {
    const first = this.from.reduce((a, b) => (b < a ? b : a), Infinity);
    return Number.isFinite(first) ? first : null;
  }

  hasPlace(i: number): boolean {
    return !Number.isNaN(this.frame[i * 4]);
  }

  mentions(i: number, words: readonly string[]): boolean {
    const text = this.haystack[i];
    return words.every((word) => text.includes(word));
  }

  /** All rows in one order; computed once each. Rows without the thing ordered by come last. */
  ordered(order: Order): Uint32Array {
    let rows = this.orders.get(order);
    if (!rows) {
      rows = Uint32Array.from({ length: this.size }, (_, i) => i).sort(this.comparison(order));
      this.orders.set(order, rows);
    }
    return rows;
  }

  private comparison(order: Order): (a: number, b: number) => number {
    const latest = (a: number, b: number) => last(this.from[b], Number.NEGATIVE_INFINITY) - last(this.from[a], Number.NEGATIVE_INFINITY) || a - b;
    switch (order) {
      case "latest":
        return (a, b) => difference(latest(a, b), a, b);
      case "oldest":
        return (a, b) => difference(last(this.from[a], Number.POSITIVE_INFINITY) - last(this.from[b], Number.POSITIVE_INFINITY), a, b);
      case "origins":
        return (a, b) => this.origins[b] - this.origins[a] || difference(latest(a, b), a, b);
      case "vague":
        return (a, b) => difference(last(this.reach[b], Number.POSITIVE_INFINITY) - last(this.reach[a], Number.POSITIVE_INFINITY), a, b);
    }
  }

  private measure(i: number): void {
    const shape = this.shapes[i];
    const box = shape ? frameOf(shape) : this.circleFrame(i);
    this.frame.set(box, i * 4);
    const wide = (box[2] - box[0]) * Math.cos((((box[1] + box[3]) / 2) * Math.PI) / 180);
    this.reach[i] = (Math.max(wide, box[3] - box[1]) / 2) * METRES_PER_DEGREE;
    if (shape && Number.isNaN(this.lat[i])) {
      this.lon[i] = (box[0] + box[2]) / 2;
      this.lat[i] = (box[1] + box[3]) / 2;
    }
  }

  private circleFrame(i: number): number[] {
    const tall = (Number.isNaN(this.radius[i]) ? 0 : this.radius[i]) / METRES_PER_DEGREE;
    const wide = tall / Math.max(0.01, Math.cos((this.lat[i] * Math.PI) / 180));
    return [this.lon[i] - wide, this.lat[i] - tall, this.lon[i] + wide, this.lat[i] + tall];
  }
}

const last = (value: number, otherwise: number): number => (Number.isNaN(value) ? otherwise : value);
/** Infinity minus infinity is no order; then the row number decides. */
const difference = (value: number, a: number, b: number): number => (Number.isNaN(value) || value === 0 ? a - b : value);

export function positions(shape: Geometry): Position[] {
  if (shape.type === "GeometryCollection") return shape.geometries.flatMap(positions);
  if (shape.type === "Point") return [shape.coordinates];
  const depth = { MultiPoint: 0, LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[shape.type];
  return (shape.coordinates as unknown[]).flat(depth) as Position[];
}

function frameOf(shape: Geometry): number[] {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions(shape)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return Number.isFinite(box[0]) ? box : [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
}

/** Groups that occur in these kinds, in the fixed order. */
export const groupsOf = (kinds: Iterable<string>): string[] => {
  const present = new Set(Array.from(kinds, groupOf));
  return GROUPS.filter((_, at) => present.has(at)).map((group) => group.id);
};
