// Uncertainty as geometry: circles in metres, features for the map, and what lies under a point.
import type { Feature, FeatureCollection, Geometry, Point, Polygon, Position } from "geojson";
import { type Incidents, positions } from "./incidents.ts";
import { thinness } from "./ink.ts";

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
/** Metres of one pixel at the equator at zoom 0 (512 px tiles). */
const METRES_PER_PIXEL = 78_271.517;
/** Below this width on screen, a soft dot stands in for the shape. */
export const SMALL_PX = 4;

/** A circle of `radius` metres: flat arithmetic for small ones, great circles from 20 km on. */
export function circle(lon: number, lat: number, radius: number): Polygon {
  const corners = radius < 5_000 ? 32 : 64;
  const ring: Position[] = [];
  for (let n = 0; n <= corners; n++) ring.push(offset(lon, lat, radius, ((n % corners) / corners) * 2 * Math.PI));
  return { type: "Polygon", coordinates: [ring.reverse()] };
}

/** The point `metres` away in direction `bearing` (radians, clockwise from north). */
function offset(lon: number, lat: number, metres: number, bearing: number): Position {
  const d = metres / EARTH_M;
  if (metres < 20_000) return [lon + (d * Math.sin(bearing)) / RAD / Math.cos(lat * RAD), lat + (d * Math.cos(bearing)) / RAD];
  const north = Math.asin(Math.sin(lat * RAD) * Math.cos(d) + Math.cos(lat * RAD) * Math.sin(d) * Math.cos(bearing));
  const east = Math.atan2(Math.sin(bearing) * Math.sin(d) * Math.cos(lat * RAD), Math.cos(d) - Math.sin(lat * RAD) * Math.sin(north));
  return [lon + east / RAD, north / RAD];
}

/** Radius on screen at zoom 0, pixels; doubles with every zoom. */
export const pixelsAtZoom0 = (all: Incidents, i: number): number => all.reach[i] / (METRES_PER_PIXEL * Math.cos(all.lat[i] * RAD));

/** What the map's expressions read: row, size, doubt, and whether more than one origin stands behind it. */
export interface Traits {
  i: number;
  r: number;
  /** Chance in ppm; -1 where not computed. */
  p: number;
  /** 1 if two or more independent origins. */
  o: 0 | 1;
  /** How thin its ink is spread, 0 to 1. */
  t: number;
}

function traits(all: Incidents, i: number): Traits {
  return { i, r: pixelsAtZoom0(all, i), p: all.chance[i] ?? -1, o: all.origins[i] > 1 ? 1 : 0, t: thinness(all.reach[i]) };
}

/** The incident's own shape: its polygon, or the circle that holds 90 %; null where only a point is known. */
export function areaOf(all: Incidents, i: number): Geometry | null {
  const shape = all.shapes[i];
  if (shape) return shape;
  return all.hasPlace(i) && all.radius[i] > 0 ? circle(all.lon[i], all.lat[i], all.radius[i]) : null;
}

export function areas(all: Incidents): FeatureCollection<Geometry, Traits> {
  const features: Feature<Geometry, Traits>[] = [];
  for (let i = 0; i < all.size; i++) {
    const geometry = areaOf(all, i);
    if (geometry) features.push({ type: "Feature", properties: traits(all, i), geometry });
  }
  return { type: "FeatureCollection", features };
}

export function dots(all: Incidents): FeatureCollection<Point, Traits> {
  const features: Feature<Point, Traits>[] = [];
  for (let i = 0; i < all.size; i++) {
    if (!all.hasPlace(i)) continue;
    const geometry: Point = { type: "Point", coordinates: [all.lon[i], all.lat[i]] };
    features.push({ type: "Feature", properties: traits(all, i), geometry });
  }
  return { type: "FeatureCollection", features };
}

/** Rows whose shape lies under the point, the narrowest first. `slack` is the reach of a soft dot, degrees of latitude. */
export function under(all: Incidents, shown: Uint8Array, lon: number, lat: number, slack: number): number[] {
  const wide = slack / Math.cos(lat * RAD);
  const rows: number[] = [];
  for (let i = 0; i < all.size; i++) {
    const at = i * 4;
    if (!shown[i] || !(all.frame[at] - wide <= lon && all.frame[at + 2] + wide >= lon)) continue;
    if (!(all.frame[at + 1] - slack <= lat && all.frame[at + 3] + slack >= lat)) continue;
    if (contains(all, i, lon, lat, slack)) rows.push(i);
  }
  return rows.sort((a, b) => all.reach[a] - all.reach[b] || a - b);
}

function contains(all: Incidents, i: number, lon: number, lat: number, slack: number): boolean {
  const shape = all.shapes[i];
  if (shape && inside(shape, lon, lat)) return true;
  const tall = (all.frame[i * 4 + 3] - all.frame[i * 4 + 1]) / 2;
  const reach = shape ? slack : Math.max(tall, slack);
  return Math.hypot((lon - all.lon[i]) * Math.cos(lat * RAD), lat - all.lat[i]) <= reach;
}

function inside(shape: Geometry, lon: number, lat: number): boolean {
  if (shape.type === "Polygon") return inRings(shape.coordinates, lon, lat);
  if (shape.type === "MultiPolygon") return shape.coordinates.some((rings) => inRings(rings, lon, lat));
  return shape.type === "GeometryCollection" && shape.geometries.some((part) => inside(part, lon, lat));
}

/** Even-odd rule over all rings, so that holes are outside. */
function inRings(rings: Position[][], lon: number, lat: number): boolean {
  let odd = false;
  for (const ring of rings) {
    for (let n = 0, before = ring.length - 1; n < ring.length; before = n++) {
      const [x1, y1] = ring[n];
      const [x0, y0] = ring[before];
      if (y1 > lat !== y0 > lat && lon < ((x0 - x1) * (lat - y1)) / (y0 - y1) + x1) odd = !odd;
    }
  }
  return odd;
}

/** The point of an area that lies farthest from its edges, found on a coarse grid; null for what is no area. */
export function middle(shape: Geometry): Point | null {
  if (shape.type !== "Polygon" && shape.type !== "MultiPolygon") return null;
  const corners = positions(shape);
  const [xs, ys] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  const [w, s, e, n] = [least(xs), least(ys), -least(xs.map((x) => -x)), -least(ys.map((y) => -y))];
  let best: { at: Position; far: number } | null = null;
  for (let x = 0.5; x < GRID; x++) {
    for (let y = 0.5; y < GRID; y++) {
      const at = [w + ((e - w) * x) / GRID, s + ((n - s) * y) / GRID];
      if (!inside(shape, at[0], at[1])) continue;
      const far = least(corners.map(([lon, lat]) => Math.hypot((lon - at[0]) * Math.cos(lat * RAD), lat - at[1])));
      if (!best || far > best.far) best = { at, far };
    }
  }
  return best && { type: "Point", coordinates: best.at };
}

const GRID = 24;
const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
