// The timeline's arithmetic: bins in local days, counts per kind, what coverage was there.
import type { Coverage } from "./contract.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS } from "./kinds.ts";
import { DAY, type Step, type Zone, edges, stepFor } from "./zone.ts";

export interface Bins {
  step: Step;
  /** Starts of bins and the end of the last: one more than there are bins. */
  edges: number[];
  /** Bin in which an incident begins; -1 outside. */
  of: Int16Array;
}

export function layBins(all: Incidents, zone: Zone, from: number, to: number, most: number): Bins {
  const step = stepFor(to - from, most);
  const lines = edges(zone, step, from, to);
  const of = new Int16Array(all.size);
  for (let i = 0; i < all.size; i++) of[i] = binAt(lines, all.from[i]);
  return { step, edges: lines, of };
}

/** Bin that holds `at`; -1 outside or not known. */
export function binAt(lines: readonly number[], at: number): number {
  if (!(at >= lines[0]) || at >= lines[lines.length - 1]) return -1;
  let low = 0;
  let high = lines.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The edge nearest to `at`. */
export function nearestEdge(lines: readonly number[], at: number): number {
  const bin = binAt(lines, at);
  if (bin < 0) return at < lines[0] ? lines[0] : lines[lines.length - 1];
  return at - lines[bin] < lines[bin + 1] - at ? lines[bin] : lines[bin + 1];
}

/** Counts per group (outer) and bin (inner). */
export function countBins(all: Incidents, bins: Bins, counted: Uint8Array): Uint32Array[] {
  const counts = GROUPS.map(() => new Uint32Array(bins.edges.length - 1));
  for (let i = 0; i < all.size; i++) if (counted[i] && bins.of[i] >= 0) counts[all.group[i]][bins.of[i]]++;
  return counts;
}

export interface Watch {
  observed: number;
  planned: number;
}

/** Hours observed and planned per bin; null where nothing is recorded. Bins finer than a day share their day's rate. */
export function watchBins(coverage: Coverage, bins: Bins, zone: Zone): (Watch | null)[] {
  const days = new Map(coverage.days.map((d) => [d.day, d]));
  return bins.edges.slice(0, -1).map((start, n) => {
    const end = bins.edges[n + 1];
    const found: Watch[] = [];
    for (let at = zone.dayStart(start); at < end; at = zone.dayStart(at + 1.5 * DAY)) {
      const day = days.get(zone.day(at));
      if (day) found.push({ observed: day.observed_h, planned: day.planned_h });
    }
    return found.length ? found.reduce((a, b) => ({ observed: a.observed + b.observed, planned: a.planned + b.planned })) : null;
  });
}

export interface Tick {
  at: number;
  text: string;
}

/** Axis marks at whole years, months, days or hours, at least `apart` ms from each other. */
export function ticks(zone: Zone, from: number, to: number, most: number): Tick[] {
  const step = stepFor(to - from, most);
  const style: Intl.DateTimeFormatOptions =
    step.unit === "minute"
      ? { hour: "2-digit", minute: "2-digit" }
      : step.unit === "day"
        ? { day: "numeric", month: "short" }
        : step.size === 12
          ? { year: "numeric" }
          : { month: "short" };
  return edges(zone, step, from, to)
    .filter((at) => at >= from && at < to)
    .map((at, n) => ({ at, text: tickText(zone, at, style, n === 0) }));
}

/** The first mark, midnights and Januaries say what the others leave out. */
function tickText(zone: Zone, at: number, style: Intl.DateTimeFormatOptions, isFirst: boolean): string {
  const isMidnight = style.hour !== undefined && zone.dayStart(at) === at;
  if (style.hour !== undefined && (isFirst || isMidnight)) return zone.show(at, { day: "numeric", month: "short", ...(isMidnight ? {} : style) });
  const isNewYear = zone.day(at).slice(5, 7) === "01" && (style.day === undefined || zone.day(at).endsWith("-01"));
  return style.year === undefined && style.hour === undefined && (isFirst || isNewYear) ? zone.show(at, { ...style, year: "numeric" }) : zone.show(at, style);
}
