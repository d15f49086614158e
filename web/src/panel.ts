// The head of the list: how many, out of what, by which filters, and the way out of each.
import { ORDERS, type Order, type View } from "./address.ts";
import { make } from "./dom.ts";
import { GROUPS } from "./kinds.ts";
import { showCount, showDate, showFinding, showMany, showMoment } from "./words.ts";
import type { Zone } from "./zone.ts";

export interface PanelEvents {
  ordered: (order: Order) => void;
  found: (finding: string | null) => void;
  framed: (on: boolean) => void;
  /** Takes filters back to what they were at the start. */
  cleared: (what: Partial<View>) => void;
  downloaded: () => void;
}

export interface PanelState {
  view: View;
  listed: number;
  /** Incidents loaded, and in all; they differ where the server's limit cut. */
  loaded: number;
  total: number;
  placeless: number;
  isReading: boolean;
  /** Log entries that are newer than what is shown. */
  news: number;
}

const ORDER_NAMES: Record<Order, string> = {
  latest: "latest first",
  oldest: "oldest first",
  origins: "most origins first",
  vague: "vaguest place first",
};

const FINDINGS = ["breach", "no_breach", "exempt", "undetermined"];

const CLEAN: Partial<View> = { from: null, to: null, kinds: null, finding: null, words: "", framed: false };

export class Panel {
  readonly box: HTMLElement;
  private readonly count = make("p", { id: "count", class: "count", role: "status" });
  private readonly chips = make("ul", { class: "chips", "aria-label": "Filters in force" });
  private readonly note = make("p", { id: "note", class: "note" });
  private readonly order = make("select", { id: "order", "aria-label": "Order" }, ...ORDERS.map((o) => make("option", { value: o }, ORDER_NAMES[o])));
  private readonly finding = make(
    "select",
    { id: "finding", "aria-label": "Finding" },
    make("option", { value: "" }, "any finding"),
    ...FINDINGS.map((f) => make("option", { value: f }, showFinding(f))),
  );
  private readonly frame = make("input", { type: "checkbox", id: "framed" });

  constructor(
    private readonly zone: Zone,
    private readonly events: PanelEvents,
  ) {
    const download = make("button", { type: "button", onclick: () => events.downloaded() }, "CSV");
    download.title = "Download what the list shows";
    this.order.addEventListener("change", () => events.ordered(this.order.value as Order));
    this.finding.addEventListener("change", () => events.found(this.finding.value || null));
    this.frame.addEventListener("change", () => events.framed(this.frame.checked));
    this.box = make(
      "header",
      { class: "panel" },
      make("div", { class: "panel-line" }, this.count, download),
      make("div", { class: "panel-line" }, this.order, this.finding),
      make("label", { class: "check" }, this.frame, "only what the map shows"),
      this.chips,
      this.note,
    );
  }

  show(s: PanelState): void {
    this.count.replaceChildren(...this.countWords(s));
    this.order.value = s.view.order;
    this.finding.value = s.view.finding ?? "";
    this.frame.checked = s.view.framed;
    this.chips.replaceChildren(...this.chipList(s.view));
    const reload = make("button", { type: "button", class: "link", onclick: () => location.reload() }, "show");
    this.note.replaceChildren(this.noteWords(s), ...(s.news ? [` ${showMany(s.news, "new log entry", "new log entries")}: `, reload] : []));
    this.note.hidden = this.note.textContent === "";
  }

  private countWords(s: PanelState): (string | Node)[] {
    if (s.isReading && s.loaded === 0) return ["Reading incidents…"];
    return [make("strong", {}, showCount(s.listed)), ` of ${showMany(s.loaded, "incident")}`];
  }

  private noteWords(s: PanelState): string {
    const parts: string[] = [];
    if (s.isReading && s.loaded > 0) parts.push("Reading…");
    if (s.total > s.loaded && !s.isReading) parts.push(`Showing the latest ${showCount(s.loaded)} of ${showCount(s.total)}: narrow the time.`);
    if (s.placeless) parts.push(`${showMany(s.placeless, "incident")} left out: place not known.`);
    return parts.join(" ");
  }

  private chipList(view: View): HTMLElement[] {
    const list: HTMLElement[] = [];
    const time = timeWords(view, this.zone);
    if (time) list.push(this.chip(time, { from: null, to: null }));
    if (view.kinds) list.push(this.chip(kindWords(view.kinds), { kinds: null }));
    if (view.finding) list.push(this.chip(showFinding(view.finding), { finding: null }));
    if (view.words) list.push(this.chip(`“${view.words}”`, { words: "" }));
    if (list.length > 1) list.push(make("li", {}, make("button", { type: "button", class: "link", onclick: () => this.events.cleared(CLEAN) }, "Clear all")));
    return list;
  }

  private chip(words: string, what: Partial<View>): HTMLElement {
    const cross = make("span", { "aria-hidden": "true" }, "✕");
    const button = make("button", { type: "button", class: "chip", "aria-label": `Remove filter: ${words}`, onclick: () => this.events.cleared(what) }, words, cross);
    return make("li", {}, button);
  }
}

export const clearAll = (): Partial<View> => ({ ...CLEAN });

const kindWords = (kinds: readonly string[]): string => {
  const names = GROUPS.filter((group) => kinds.includes(group.id)).map((group) => group.name.toLowerCase());
  if (!names.length) return "no kind";
  return names.length > 3 ? `${names.length} kinds` : names.join("; ");
};

/** "3 Mar 2031 to 9 Mar 2031", "until 9 Mar 2031"; whole days without the hour. */
function timeWords(view: View, zone: Zone): string {
  const isMidnight = (at: number): boolean => zone.dayStart(at) === at;
  const start = view.from === null ? "" : isMidnight(view.from) ? showDate(view.from, zone) : showMoment(view.from, zone);
  const end = view.to === null ? "" : isMidnight(view.to) ? showDate(view.to - 1, zone) : showMoment(view.to, zone);
  if (start && end) return start === end ? start : `${start} to ${end}`;
  if (start) return `from ${start}`;
  return end ? `until ${end}` : "";
}
