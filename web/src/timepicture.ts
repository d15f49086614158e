// The drawing of the timeline: rows of bars from zero, coverage beneath, the chosen time over all.
import { type Bins, type Watch, nearestEdge, ticks } from "./bins.ts";
import { draw } from "./dom.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS } from "./kinds.ts";
import { showCount, showMoment } from "./words.ts";
import type { Zone } from "./zone.ts";

export const PEAK_PX = 36;
const COVER_PX = 12;
const AXIS_PX = 20;
const GRIP_PX = 7;

export interface Window {
  from: number | null;
  to: number | null;
}

/** Everything one drawing depends on. */
export interface TimePicture {
  all: Incidents;
  zone: Zone;
  bins: Bins;
  /** Counts per group (outer) and bin (inner). */
  counts: Uint32Array[];
  watch: (Watch | null)[];
  hasCoverage: boolean;
  scale: Scale;
  rowPx: number;
  present: readonly string[];
  kinds: readonly string[] | null;
  window: Window;
  /** Row of the selected incident, or -1. */
  chosen: number;
  /** Time that was read from the server; null = all of it. What lies outside is not empty but unread. */
  read: Window | null;
  words: string;
  nudge: (event: KeyboardEvent, end: "from" | "to", bin: number) => void;
}

/** Moments to pixels and back; outside the domain it stops at the ends. */
export class Scale {
  constructor(
    readonly from: number,
    readonly to: number,
    /** Width of the bars' ground, pixels. */
    readonly width: number,
  ) {}

  x(at: number): number {
    return Math.min(1, Math.max(0, (at - this.from) / (this.to - this.from))) * this.width;
  }

  at(x: number): number {
    return this.from + (Math.min(this.width, Math.max(0, x)) / this.width) * (this.to - this.from);
  }

  /** What a pointer at `x` would take hold of. */
  grip(x: number, window: Window): "from" | "to" | "new" | "all" {
    const { from, to } = window;
    if (from !== null && Math.abs(x - this.x(from)) <= GRIP_PX) return "from";
    if (to !== null && Math.abs(x - this.x(to)) <= GRIP_PX) return "to";
    return from !== null && to !== null && x > this.x(from) && x < this.x(to) ? "all" : "new";
  }
}

export function drawTimeline(t: TimePicture): SVGSVGElement {
  const tall = t.rowPx * t.present.length;
  const height = tall + COVER_PX + AXIS_PX + 6;
  const svg = draw("svg", { width: t.scale.width + PEAK_PX, height, role: "group", "aria-label": t.words });
  svg.append(...axis(t, tall), ...unread(t, tall));
  t.present.forEach((id, n) => svg.append(bars(t, GROUPS.findIndex((g) => g.id === id), n * t.rowPx)));
  svg.append(coverage(t, tall + 5), ...brush(t, tall), ...chosen(t));
  return svg;
}

function axis(t: TimePicture, tall: number): SVGElement[] {
  const base = tall + COVER_PX + 6;
  return ticks(t.zone, t.scale.from, t.scale.to, Math.max(2, t.scale.width / 62)).flatMap(({ at, text }) => {
    const x = Math.round(t.scale.x(at)) + 0.5;
    const line = draw("path", { class: "tl-grid", d: `M${x} 0V${base}` });
    return x > t.scale.width - 24 ? [line] : [line, draw("text", { class: "tl-tick", x: x + 3, y: base + 13 }, text)];
  });
}

/** Bars of one kind: strong inside the chosen time, pale outside. */
function bars(t: TimePicture, group: number, top: number): SVGElement {
  const counts = t.counts[group];
  const lines = t.bins.edges;
  const peak = counts.reduce((a, b) => Math.max(a, b), 0);
  const base = top + t.rowPx - 0.5;
  const gap = lines.length > 150 ? 0.3 : 0.8;
  const paths = { in: "", out: "" };
  counts.forEach((count, n) => {
    if (!count) return;
    const x = t.scale.x(lines[n]);
    const wide = Math.max(1, t.scale.x(lines[n + 1]) - x - gap);
    const high = Math.max(1, (count / peak) * (t.rowPx - 4));
    paths[isChosen(t.window, lines[n], lines[n + 1]) ? "in" : "out"] += `M${x.toFixed(1)} ${base}v${-high.toFixed(1)}h${wide.toFixed(1)}v${high.toFixed(1)}z`;
  });
  const isOff = t.kinds !== null && !t.kinds.includes(GROUPS[group].id);
  return draw(
    "g",
    { class: isOff ? "tl-bars off" : "tl-bars" },
    draw("path", { class: "tl-base", d: `M0 ${base}H${t.scale.width}` }),
    draw("path", { class: "tl-out", d: paths.out || "M0 0" }),
    draw("path", { class: "tl-in", d: paths.in || "M0 0" }),
    peak ? draw("text", { class: "tl-peak", x: t.scale.width + PEAK_PX, y: base - t.rowPx / 2 + 4 }, showCount(peak)) : null,
  );
}

/** A quiet band: as full as the share of planned hours that was observed; empty where nobody could look. */
function coverage(t: TimePicture, top: number): SVGElement {
  const base = top + COVER_PX - 2;
  let path = "";
  t.watch.forEach((watch, n) => {
    if (!watch || watch.observed <= 0) return;
    const share = watch.planned > 0 ? Math.min(1, watch.observed / watch.planned) : 1;
    const high = Math.max(1, share * (COVER_PX - 2));
    path += `M${t.scale.x(t.bins.edges[n]).toFixed(1)} ${base}v${-high.toFixed(1)}H${t.scale.x(t.bins.edges[n + 1]).toFixed(1)}v${high.toFixed(1)}z`;
  });
  const line = draw("path", { class: "tl-base", d: `M0 ${base + 0.5}H${t.scale.width}` });
  if (path) return draw("g", {}, draw("path", { class: "tl-cover", d: path }), line);
  return draw("g", {}, line, draw("text", { class: "tl-tick", x: 4, y: base - 1 }, t.hasCoverage ? "no coverage recorded" : "coverage not read"));
}

/** What was not read is hatched, so that nobody takes it for quiet. */
function unread(t: TimePicture, tall: number): SVGElement[] {
  if (!t.read) return [];
  const end = t.read.from === null ? 0 : t.scale.x(t.read.from);
  const start = t.read.to === null ? t.scale.width : t.scale.x(t.read.to);
  const pattern = draw("pattern", { id: "unread", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("path", { class: "tl-grid", d: "M0 0V7" }));
  const part = (x: number, width: number): SVGElement[] => {
    if (width < 2) return [];
    const ground = draw("rect", { class: "tl-unread", x, y: 0, width, height: tall, fill: "url(#unread)" });
    return width > 120 ? [ground, draw("text", { class: "tl-tick tl-unread-name", x: x + 8, y: 13 }, "not read: choose it to read it")] : [ground];
  };
  return [draw("defs", {}, pattern), ...part(0, end), ...part(start, t.scale.width - start)];
}

function brush(t: TimePicture, tall: number): SVGElement[] {
  const x0 = t.scale.x(t.window.from ?? t.scale.from);
  const x1 = t.scale.x(t.window.to ?? t.scale.to);
  const high = tall + COVER_PX + 5;
  const handles = [handle(t, "from", x0, high), handle(t, "to", x1, high)];
  if (t.window.from === null && t.window.to === null) return handles;
  return [draw("rect", { class: "tl-brush", x: x0, y: 0.5, width: Math.max(1, x1 - x0), height: high }), ...handles];
}

function handle(t: TimePicture, end: "from" | "to", x: number, high: number): SVGElement {
  const value = t.window[end];
  const last = t.bins.edges.length - 1;
  const open = end === "from" ? 0 : last;
  const bin = value === null ? open : Math.max(0, t.bins.edges.indexOf(nearestEdge(t.bins.edges, value)));
  const isSet = value !== null && value >= t.scale.from && value <= t.scale.to;
  const traits = {
    class: isSet ? "tl-handle set" : "tl-handle",
    role: "slider",
    tabindex: 0,
    "data-end": end,
    "aria-label": end === "from" ? "Start of the chosen time" : "End of the chosen time",
    "aria-valuemin": 0,
    "aria-valuemax": Math.max(1, last),
    "aria-valuenow": bin,
    "aria-valuetext": value === null ? "open" : showMoment(value, t.zone),
    onkeydown: ((event: KeyboardEvent) => t.nudge(event, end, bin)) as EventListener,
  };
  return draw(
    "g",
    traits,
    draw("rect", { class: "tl-grip-area", x: x - GRIP_PX, y: 0, width: 2 * GRIP_PX, height: high }),
    draw("rect", { class: "tl-grip", x: x - 2, y: high / 2 - 11, width: 4, height: 22, rx: 2 }),
  );
}

/** The selected incident on its kind's row: as wide as its time is uncertain, never thinner than a hair. */
function chosen(t: TimePicture): SVGElement[] {
  const from = t.chosen < 0 ? Number.NaN : t.all.from[t.chosen];
  if (!(from < t.scale.to && t.all.to[t.chosen] >= t.scale.from)) return [];
  const n = t.present.indexOf(GROUPS[t.all.group[t.chosen]].id);
  const x = t.scale.x(from);
  const wide = Math.max(4, t.scale.x(t.all.to[t.chosen]) - x);
  return [draw("rect", { class: "tl-chosen", x: x - 1, y: n * t.rowPx + 0.5, width: wide, height: t.rowPx - 1, rx: 1 })];
}

const isChosen = (window: Window, from: number, to: number): boolean =>
  (window.from === null || to > window.from) && (window.to === null || from < window.to);
