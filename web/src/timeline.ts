// The timeline: kinds as rows, which are legend and filter too, and a brush that chooses the time.
import { type Bins, type Watch, binAt, countBins, layBins, nearestEdge, watchBins } from "./bins.ts";
import type { Coverage } from "./contract.ts";
import { make, onFrame } from "./dom.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS } from "./kinds.ts";
import { symbol } from "./symbol.ts";
import { PEAK_PX, Scale, type TimePicture, type Window, drawTimeline } from "./timepicture.ts";
import { binName, binWords, pictureWords, showTable } from "./timewords.ts";
import { showCount } from "./words.ts";
import { DAY, type Zone } from "./zone.ts";

const ROWS_PX = 170;
const ROW_PX_MAX = 44;
const BIN_PX_MIN = 2;
/** Fingers need taller rows than pointers do. */
const rowPxMin = (): number => (matchMedia("(max-width: 719px)").matches ? 24 : 17);

export interface TimelineEvents {
  brushed: (window: Window, act: string) => void;
  spread: (span: { from: number; to: number } | null) => void;
  kinds: (kinds: string[] | null) => void;
}

export interface TimelineState {
  all: Incidents;
  inTime: Uint8Array;
  perGroup: Uint32Array;
  window: Window;
  spread: { from: number; to: number } | null;
  span: { from: number; to: number };
  kinds: readonly string[] | null;
  /** Groups that occur in the mission. */
  present: readonly string[];
  /** Groups that were read; null = all. */
  readKinds: readonly string[] | null;
  read: Window | null;
  coverage: Coverage | null;
  chosen: number;
}

export class Timeline {
  readonly box: HTMLElement;
  private readonly title = make("h2", { id: "timeline-title" }, "Incidents over time");
  private readonly readout = make("p", { class: "readout" });
  private readonly from = dateField("From");
  private readonly to = dateField("Until");
  private readonly zoomIn = make("button", { type: "button", onclick: () => this.spreadOut() }, "Zoom in");
  private readonly zoomOut = make("button", { type: "button", onclick: () => this.events.spread(null) }, "All time");
  private readonly rows = make("div", { class: "tl-rows", role: "group", "aria-label": "Kinds shown" });
  private readonly plot = make("div", { class: "tl-plot" });
  private readonly redraw = onFrame(() => this.paint());
  private state: TimelineState | null = null;
  private picture: TimePicture | null = null;
  private bins: { key: string; bins: Bins } | null = null;
  private drag: { grip: "from" | "to" | "new" | "all"; start: number; window: Window; act: string } | null = null;
  private drags = 0;

  constructor(
    private readonly zone: Zone,
    private readonly events: TimelineEvents,
  ) {
    const table = make("button", { type: "button", onclick: () => this.picture && showTable(this.picture) }, "As a table");
    const tools = make("div", { class: "tl-tools" }, this.from.label, this.to.label, this.zoomIn, this.zoomOut, table);
    const head = make("header", { class: "tl-head" }, this.title, tools, this.readout);
    this.box = make("section", { id: "timeline", class: "timeline", "aria-labelledby": "timeline-title" }, head, make("div", { class: "tl-body" }, this.rows, this.plot));
    for (const field of [this.from.field, this.to.field]) field.addEventListener("change", () => this.dated());
    this.plot.addEventListener("pointerdown", (event) => this.grab(event));
    this.plot.addEventListener("pointermove", (event) => this.hover(event));
    this.plot.addEventListener("pointerleave", () => this.say(null));
    this.plot.addEventListener("dblclick", () => this.events.brushed({ from: null, to: null }, "brush"));
    this.rows.addEventListener("change", (event) => this.toggled(event.target as HTMLInputElement));
    new ResizeObserver(this.redraw).observe(this.plot);
  }

  show(state: TimelineState): void {
    if (state.present.join() !== this.state?.present.join()) this.makeRows(state.present);
    this.state = state;
    this.redraw();
  }

  private paint(): void {
    const s = this.state;
    if (!s || this.plot.clientWidth < 60) return;
    this.picture = this.measure(s);
    this.fields(s);
    this.labels(s);
    const held = this.plot.contains(document.activeElement) ? document.activeElement?.getAttribute("data-end") : null;
    this.plot.replaceChildren(drawTimeline(this.picture));
    if (held) this.plot.querySelector<SVGElement>(`[data-end=${held}]`)?.focus();
    this.say(null);
  }

  private measure(s: TimelineState): TimePicture {
    const { from, to } = s.spread ?? s.span;
    const scale = new Scale(from, to, this.plot.clientWidth - PEAK_PX);
    const bins = this.layBins(s, scale);
    const watch: (Watch | null)[] = s.coverage ? watchBins(s.coverage, bins, this.zone) : [];
    return {
      ...s,
      zone: this.zone,
      bins,
      counts: countBins(s.all, bins, s.inTime),
      watch,
      hasCoverage: s.coverage !== null,
      scale,
      rowPx: Math.round(Math.min(ROW_PX_MAX, Math.max(rowPxMin(), ROWS_PX / Math.max(1, s.present.length)))),
      words: pictureWords(bins.step.name, s.present, s.perGroup, s.window),
      nudge: (event, end, bin) => this.nudge(event, end, bin),
    };
  }

  /** Bins are laid anew only when the domain, the width or the incidents change. */
  private layBins(s: TimelineState, scale: Scale): Bins {
    const key = [scale.from, scale.to, scale.width, s.all.serial].join();
    if (this.bins?.key !== key) this.bins = { key, bins: layBins(s.all, this.zone, scale.from, scale.to, scale.width / BIN_PX_MIN) };
    return this.bins.bins;
  }

  private fields(s: TimelineState): void {
    this.title.textContent = `Incidents by kind, per ${this.picture?.bins.step.name ?? "day"} of their start`;
    setUnlessFocused(this.from.field, s.window.from === null ? "" : this.zone.day(s.window.from));
    setUnlessFocused(this.to.field, s.window.to === null ? "" : this.zone.day(s.window.to - 1));
    this.zoomIn.disabled = s.window.from === null && s.window.to === null;
    this.zoomOut.disabled = s.spread === null;
  }

  // ---- rows: legend, kind filter and counts in one ----

  private makeRows(present: readonly string[]): void {
    const rows = GROUPS.filter((group) => present.includes(group.id)).map((group) => {
      const box = make("input", { type: "checkbox", value: group.id });
      const label = make("label", {}, box, symbol(group.id), make("span", { class: "tl-name" }, group.name), make("span", { class: "tl-count" }));
      const only = make("button", { type: "button", class: "only", "aria-label": `Only ${group.name}`, onclick: () => this.only(group.id) }, "only");
      return make("div", { class: "tl-row", "data-group": group.id }, label, only);
    });
    this.rows.replaceChildren(...rows, make("div", { class: "tl-cover-name" }, "Coverage"));
  }

  private labels(s: TimelineState): void {
    this.box.style.setProperty("--row", `${this.picture?.rowPx ?? 17}px`);
    for (const row of this.rows.querySelectorAll<HTMLElement>(".tl-row")) {
      const id = row.dataset.group ?? "";
      const isOn = s.kinds === null || s.kinds.includes(id);
      const isRead = s.readKinds === null || s.readKinds.includes(id);
      (row.querySelector("input") as HTMLInputElement).checked = isOn;
      (row.querySelector(".tl-count") as HTMLElement).textContent = isRead ? showCount(s.perGroup[GROUPS.findIndex((g) => g.id === id)]) : "not read";
      row.classList.toggle("off", !isOn);
    }
  }

  private toggled(box: HTMLInputElement): void {
    const s = this.state;
    if (!s) return;
    const now = new Set(s.kinds ?? s.present);
    if (box.checked) now.add(box.value);
    else now.delete(box.value);
    const kinds = s.present.filter((id) => now.has(id));
    this.events.kinds(kinds.length === s.present.length ? null : kinds);
  }

  private only(id: string): void {
    const isAlone = this.state?.kinds?.length === 1 && this.state.kinds[0] === id;
    this.events.kinds(isAlone ? null : [id]);
  }

  // ---- choosing the time ----

  private nudge(event: KeyboardEvent, end: "from" | "to", bin: number): void {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -1e6, End: 1e6 }[event.key];
    if (by === undefined || !this.state || !this.picture) return;
    event.preventDefault();
    const lines = this.picture.bins.edges;
    this.brush({ ...this.state.window, [end]: lines[Math.min(lines.length - 1, Math.max(0, bin + by))] }, "~nudge");
  }

  private x(event: PointerEvent): number {
    return event.clientX - this.plot.getBoundingClientRect().left;
  }

  private grab(event: PointerEvent): void {
    if (!this.picture || event.button !== 0) return;
    const { scale, window } = this.picture;
    const start = this.x(event);
    this.drag = { grip: scale.grip(start, window), start: scale.at(start), window: { ...window }, act: `~brush-${++this.drags}` };
    this.plot.setPointerCapture(event.pointerId);
    const move = onFrame((e: PointerEvent) => this.dragTo(e));
    const drop = (e: PointerEvent): void => {
      this.plot.removeEventListener("pointermove", move);
      this.plot.removeEventListener("pointerup", drop);
      this.plot.removeEventListener("pointercancel", drop);
      if (e.type === "pointerup") this.dropAt(e, start);
      this.drag = null;
    };
    this.plot.addEventListener("pointermove", move);
    this.plot.addEventListener("pointerup", drop);
    this.plot.addEventListener("pointercancel", drop);
  }

  private dragTo(event: PointerEvent): void {
    const { drag, picture } = this;
    if (!drag || !picture) return;
    const now = picture.scale.at(this.x(event));
    const snap = (at: number): number => nearestEdge(picture.bins.edges, at);
    const { from, to } = drag.window;
    if (drag.grip === "from" || drag.grip === "to") this.brush({ ...drag.window, [drag.grip]: snap(now) }, drag.act);
    else if (drag.grip === "all" && from !== null && to !== null) {
      const start = snap(from + now - drag.start);
      this.brush({ from: start, to: snap(start + to - from) }, drag.act);
    } else this.brush({ from: snap(Math.min(drag.start, now)), to: snap(Math.max(drag.start, now)) }, drag.act);
  }

  /** A press without a drag takes the one bin under it. */
  private dropAt(event: PointerEvent, start: number): void {
    const { drag, picture } = this;
    if (!drag || !picture) return;
    if (Math.abs(this.x(event) - start) >= 3) return this.dragTo(event);
    const { edges } = picture.bins;
    const bin = binAt(edges, drag.start);
    if (drag.grip === "new" && bin >= 0) this.brush({ from: edges[bin], to: edges[bin + 1] }, drag.act);
  }

  /** An end at the edge of all time is open; an empty time is not taken. */
  private brush(window: Window, act: string): void {
    const s = this.state;
    if (!s || (window.from !== null && window.to !== null && window.from >= window.to)) return;
    const from = !s.spread && window.from !== null && window.from <= s.span.from ? null : window.from;
    const to = !s.spread && window.to !== null && window.to >= s.span.to ? null : window.to;
    this.events.brushed({ from, to }, act);
  }

  private dated(): void {
    const from = this.zone.readDay(this.from.field.value);
    const day = this.zone.readDay(this.to.field.value);
    const to = day === null ? null : this.zone.dayStart(day + 1.5 * DAY);
    const isBackward = from !== null && to !== null && from >= to;
    this.to.field.setCustomValidity(isBackward ? "The end lies before the start." : "");
    if (isBackward) this.to.field.reportValidity();
    else this.events.brushed({ from, to }, "~dates");
  }

  private spreadOut(): void {
    const s = this.state;
    if (!s) return;
    const { from, to } = s.spread ?? s.span;
    this.events.spread({ from: s.window.from ?? from, to: s.window.to ?? to });
  }

  private hover(event: PointerEvent): void {
    if (!this.picture) return;
    const { scale, bins, window } = this.picture;
    const x = this.x(event);
    this.plot.dataset.grip = scale.grip(x, window);
    this.say(x > scale.width ? null : binAt(bins.edges, scale.at(x)));
  }

  /** What stands in one bin; without one, how to read and use the picture. */
  private say(bin: number | null): void {
    if (bin === null || bin < 0 || !this.picture) this.readout.textContent = "Each row has its own scale, from 0 to the number at its end. Drag to choose a time.";
    else this.readout.textContent = `${binName(this.picture, bin)}: ${binWords(this.picture, bin)}`;
  }
}

function dateField(name: string): { label: HTMLLabelElement; field: HTMLInputElement } {
  const field = make("input", { type: "date", "data-field": name.toLowerCase() });
  return { label: make("label", { class: "date" }, make("span", {}, name), field), field };
}

function setUnlessFocused(field: HTMLInputElement, value: string): void {
  if (document.activeElement !== field) field.value = value;
}
