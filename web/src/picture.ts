// The picture page: one selection seen three ways, on a map, on a timeline and in a list.
import { type View, Trail, readView } from "./address.ts";
import { AsOf } from "./asof.ts";
import { type Coverage, type Layer, type Summary, Unanswered, readCoverage, readLayers, readSummary } from "./contract.ts";
import { type Pile, card, incidentAddress } from "./detail.ts";
import { make, onFrame } from "./dom.ts";
import { type Incidents, groupsOf } from "./incidents.ts";
import { isTaken } from "./keys.ts";
import { Legend, isHidden } from "./legend.ts";
import { ListView } from "./list.ts";
import { downloadList } from "./listfile.ts";
import { type MapPart, type Place, layerFeatures, openMap } from "./map.ts";
import { Panel, clearAll } from "./panel.ts";
import { Reader } from "./reader.ts";
import { type Answer, sift } from "./sift.ts";
import { Timeline } from "./timeline.ts";
import { Zone } from "./zone.ts";

/** Pause between looks for new log entries, milliseconds. */
const NEWS_MS = 60_000;

/** Width and height of map for which a mission's zoom is meant, pixels. */
const USUAL_PX = [860, 560] as const;

class PicturePage {
  private view: View = readView(location.search);
  private readonly zone: Zone;
  private readonly trail: Trail;
  private readonly map: MapPart;
  private readonly list: ListView;
  private readonly panel: Panel;
  private readonly timeline: Timeline;
  private readonly legend: Legend;
  private readonly asOf: AsOf;
  private readonly reader: Reader;
  private readonly state = make("div", { class: "state", hidden: true, role: "status" });
  private readonly cardPlace = make("div", { class: "card-place" });
  private readonly tip = make("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  private readonly search = document.querySelector<HTMLInputElement>("#q");
  private readonly span: { from: number; to: number };
  private all: Incidents | null = null;
  private answer: Answer | null = null;
  private coverage: Coverage | null = null;
  private layers: Layer[] = [];
  private layersFor = "";
  private pile: { rows: number[]; at: number } | null = null;
  /** Log entries that came after this page was read. */
  private news = 0;

  constructor(
    private readonly main: HTMLElement,
    private readonly summary: Summary,
  ) {
    const mission = summary.mission;
    this.zone = new Zone(mission.zone);
    this.span = spanOf(summary, this.zone);
    const kinds = summary.kinds.map((k) => k.kind);
    this.reader = new Reader(kinds, { began: () => this.began(), took: (all) => this.take(all), failed: (fault) => this.fail(fault) });
    this.trail = new Trail((view) => this.restore(view));
    const mapBox = make("div", { id: "map", class: "map" });
    this.list = new ListView(this.zone, { chosen: (row, act) => this.choose(row, act), opened: (row) => this.open(row) });
    this.panel = new Panel(this.zone, {
      ordered: (order) => this.change({ order }, "order"),
      found: (finding) => this.change({ finding }, "finding"),
      framed: (framed) => this.change({ framed }, "framed"),
      cleared: (what) => this.change(what, "clear"),
      downloaded: () => this.all && this.answer && downloadList(this.all, this.answer.list),
    });
    this.timeline = new Timeline(this.zone, {
      brushed: (window, act) => this.change(window, act),
      spread: (spread) => this.change({ spread }, "spread"),
      kinds: (kinds) => this.change({ kinds }, "kinds"),
    });
    this.legend = new Legend(mission.parties, (id, isOn) => this.switchLayer(id, isOn), () => this.readLayers(true));
    this.asOf = new AsOf(document.querySelector("#asof"), (asOf) => this.change({ asOf }, "as-of"));
    const side = make("section", { id: "side", class: "side", "aria-label": "Incidents" }, this.panel.box, this.state, this.list.box, this.cardPlace);
    const mapFrame = make("section", { class: "map-frame", "aria-label": "Map" }, mapBox, this.legend.box, this.tip);
    this.main.replaceChildren(mapFrame, this.timeline.box, side);
    this.map = openMap(mapBox, this.view.at ?? this.start(), mission.parties, {
      moved: (at, act) => this.moved(at, act),
      picked: (rows) => this.pick(rows),
      hovered: onFrame((rows, x, y) => this.hint(rows, x, y)),
    });
    this.listen();
    this.asOf.show(summary.log.size, this.view.asOf);
    this.showSearch();
    void this.reader.read(this.view);
    void this.readCoverage();
    this.readLayers();
    setInterval(() => void this.lookForNews(), NEWS_MS);
  }

  /** Where the mission begins; its zoom is meant for a usual map, so a smaller one steps back and a larger one forward. */
  private start(): Place {
    const { centre, zoom } = this.summary.mission;
    const box = this.main.querySelector("#map");
    const scale = Math.min((box?.clientWidth ?? USUAL_PX[0]) / USUAL_PX[0], (box?.clientHeight ?? USUAL_PX[1]) / USUAL_PX[1]);
    return { ...centre, zoom: Math.max(0, zoom + Math.log2(Math.max(0.1, scale))) };
  }

  // ---- acts ----

  /** The one way in which the view changes by a person's act. */
  private change(patch: Partial<View>, act: string): void {
    const before = this.view;
    this.view = { ...this.view, ...patch };
    this.trail.write(this.view, act);
    this.apply(before);
  }

  /** Back, forward: the address has changed already. */
  private restore(view: View): void {
    const before = this.view;
    this.view = view;
    if (JSON.stringify(view.at) !== JSON.stringify(before.at)) this.map.jump(view.at ?? this.start());
    this.apply(before);
    this.mark(true);
  }

  private apply(before: View): void {
    const { view } = this;
    if (view.asOf !== before.asOf) {
      this.asOf.show(this.summary.log.size, view.asOf);
      void this.reader.read(view);
    } else if (this.reader.isBeyond(before, view)) this.reader.readSoon(view);
    this.showSearch();
    this.refresh(view.order !== before.order || view.words !== before.words);
    if (view.hidden.join() !== before.hidden.join()) this.drawLayers();
    this.readLayers();
    if (view.chosen !== before.chosen) this.mark(false);
  }

  private choose(row: number, act: string, pile: { rows: number[]; at: number } | null = null): void {
    if (!this.all) return;
    this.pile = pile;
    // The map's place goes along, so that the address brings back this very view; without it, a link means "show me this one".
    this.change({ chosen: row < 0 ? null : this.all.ids[row], at: this.map.place() }, act);
    this.mark(true);
    if (!pile) this.map.reveal(row);
  }

  /** A click on the map takes the narrowest shape there; the same click again takes the next. */
  private pick(rows: number[]): void {
    if (!rows.length) return this.view.chosen === null ? undefined : this.choose(-1, "choose");
    const isSame = this.pile !== null && this.pile.rows.join() === rows.join();
    const at = isSame && this.pile ? (this.pile.at + 1) % rows.length : 0;
    this.choose(rows[at], "choose", { rows, at });
  }

  private moved(at: View["at"], act: string | null): void {
    if (act !== null) {
      this.view = { ...this.view, at };
      this.trail.write(this.view, act);
    }
    if (this.view.framed) this.refresh(false);
  }

  private open(row: number): void {
    if (this.all && row >= 0) location.assign(incidentAddress(this.all.ids[row], this.view.asOf));
  }

  private switchLayer(id: string, isOn: boolean): void {
    const others = this.view.hidden.filter((other) => other !== id);
    this.change({ hidden: isOn ? others : [...others, id] }, "layers");
  }

  // ---- reading ----

  private began(): void {
    this.say("");
    this.setState("reading");
  }

  private take(all: Incidents): void {
    this.all = all;
    this.answer = this.sift(all);
    performance.mark("tregua:shown");
    void this.map.show(all, this.answer.onMap);
    this.refresh(true);
    this.mark(true);
    // A link that names an incident and no place means: show me that one.
    if (this.view.at === null) this.map.reveal(all.find(this.view.chosen), true);
    this.setState(all.size ? "ready" : "empty");
  }

  private async readCoverage(): Promise<void> {
    try {
      this.coverage = await readCoverage(this.span.from, this.span.to);
    } catch {
      this.coverage = null;
    }
    this.drawTimeline();
  }

  /** New entries wait behind a button; nothing moves until the reader asks. */
  private async lookForNews(): Promise<void> {
    if (document.hidden || this.view.asOf !== null) return;
    try {
      const { log } = await readSummary();
      this.news = Math.max(0, log.size - this.summary.log.size);
      if (this.news) this.drawPanel();
    } catch {
      // The next look may be luckier; what is shown stays true as of its position.
    }
  }

  /** Lines and zones of the last day of the chosen time. */
  private readLayers(force = false): void {
    const day = this.zone.day((this.view.to ?? this.span.to) - 1);
    const key = `${day} ${this.view.asOf}`;
    if (key === this.layersFor && !force) return;
    this.layersFor = key;
    readLayers(day, this.view.asOf).then(
      (answer) => {
        if (this.layersFor !== key) return;
        this.layers = answer.layers;
        this.drawLayers();
      },
      (fault: unknown) => {
        if (this.layersFor === key) this.legend.show([], this.view.hidden, day, sentence(fault));
      },
    );
  }

  // ---- showing ----

  private sift(all: Incidents): Answer {
    const { from, to, kinds, finding, words, framed, order } = this.view;
    return sift(all, { from, to, kinds, finding, words, frame: framed ? this.map.frame() : null, order });
  }

  /** Asks the question anew and hands each part its share of the answer. */
  private refresh(toTop: boolean): void {
    if (!this.all) return this.drawPanel();
    const start = performance.now();
    const before = this.answer;
    const answer = this.sift(this.all);
    this.answer = answer;
    if (!before || !isSame(before.onMap, answer.onMap)) void this.map.mask(answer.onMap);
    else answer.onMap = before.onMap;
    this.list.show(this.all, answer.list);
    if (toTop) this.list.toTop();
    this.drawPanel();
    this.drawTimeline();
    this.sayIfEmpty();
    performance.measure("tregua:sift", { start, end: performance.now() });
  }

  private drawPanel(): void {
    this.panel.show({
      view: this.view,
      listed: this.answer?.list.length ?? 0,
      loaded: this.all?.size ?? 0,
      total: this.all?.total ?? 0,
      placeless: this.answer?.placeless ?? 0,
      isReading: this.reader.isReading,
      news: this.news,
    });
  }

  private drawTimeline(): void {
    if (!this.all || !this.answer) return;
    const { inTime, perGroup } = this.answer;
    const { from, to, spread, kinds } = this.view;
    const present = groupsOf([...this.summary.kinds.map((k) => k.kind), ...new Set(this.all.kinds)]);
    const { all, span, coverage } = this;
    const chosen = all.find(this.view.chosen);
    const [readKinds, read] = [this.reader.readKinds, this.reader.readTime(all)];
    this.timeline.show({ all, inTime, perGroup, window: { from, to }, spread, span, kinds, present, readKinds, read, coverage, chosen });
  }

  private drawLayers(): void {
    const { hidden } = this.view;
    this.legend.show(this.layers, hidden, this.zone.show((this.view.to ?? this.span.to) - 1, { day: "numeric", month: "short", year: "numeric" }), null);
    void this.map.layers(layerFeatures(this.layers, (layer) => isHidden(layer, hidden)));
  }

  /** Shows the selection everywhere; `intoSight` also scrolls the list to it. */
  private mark(intoSight: boolean): void {
    const all = this.all;
    if (!all) return;
    const row = all.find(this.view.chosen);
    void this.map.choose(row);
    this.drawTimeline();
    this.cardPlace.replaceChildren(...this.cardFor(all, row));
    this.list.choose(row, intoSight);
  }

  private cardFor(all: Incidents, row: number): HTMLElement[] {
    const close = (): void => this.choose(-1, "choose");
    if (row < 0 && this.view.chosen === null) return [];
    if (row < 0) return [missingCard(this.view.chosen as string, close)];
    const pile: Pile | null = this.pile ? { at: this.pile.at, of: this.pile.rows.length } : null;
    return [card(all, row, this.zone, this.view.asOf, pile, { closed: close, revealed: () => this.map.reveal(row, true), next: () => this.pick(this.pile?.rows ?? []) })];
  }

  private hint(rows: number[], x: number, y: number): void {
    this.tip.hidden = rows.length === 0 || !this.all;
    if (!this.all || !rows.length) return;
    const more = rows.length > 1 ? ` (+${rows.length - 1} more here)` : "";
    this.tip.textContent = this.all.titles[rows[0]] + more;
    const isRight = x > this.main.clientWidth / 3;
    this.tip.classList.toggle("left", isRight);
    this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  private showSearch(): void {
    if (this.search && this.search.value !== this.view.words) this.search.value = this.view.words;
  }

  // ---- states: loading, empty, failed ----

  private setState(name: "reading" | "ready" | "empty" | "failed"): void {
    this.main.dataset.state = name;
    this.main.setAttribute("aria-busy", String(name === "reading"));
    this.drawPanel();
  }

  private say(words: string, next?: { name: string; act: () => void }): void {
    this.state.hidden = words === "";
    this.state.replaceChildren(make("p", {}, words), next ? make("button", { type: "button", onclick: next.act }, next.name) : "");
  }

  private fail(fault: unknown): void {
    this.say(`The incidents could not be read. ${sentence(fault)}`, { name: "Try again", act: () => void this.reader.read(this.view) });
    this.setState("failed");
  }

  private sayIfEmpty(): void {
    if (!this.all || !this.answer || this.reader.isReading) return;
    if (this.answer.list.length) return this.say("");
    if (!this.all.total) return this.say("This mission has no incidents yet. Add reports with tregua add FILE, then reload.");
    this.say("No incident fits these filters.", { name: "Clear the filters", act: () => this.change(clearAll(), "clear") });
  }

  // ---- keys and search ----

  private listen(): void {
    addEventListener("keydown", (event) => this.key(event));
    this.search?.addEventListener("input", () => this.change({ words: this.search?.value.trim() ?? "" }, "~type"));
    this.search?.form?.addEventListener("submit", (event) => event.preventDefault());
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") return this.escape(event);
    if (isTaken(event)) return;
    const row = this.all?.find(this.view.chosen) ?? -1;
    const isControl = (event.target as Element | null)?.closest("button, a, summary, [role=slider]");
    if (event.key === "j") this.list.step(1);
    else if (event.key === "k") this.list.step(-1);
    else if (event.key === "m") this.map.reveal(row, true);
    else if (event.key === "f") this.change({ framed: !this.view.framed }, "framed");
    else if (event.key === "Enter" && !isControl) this.open(row);
    else return;
    event.preventDefault();
  }

  /** One thing a press: the selection, then the search, then the time. */
  private escape(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const isSearching = document.activeElement === this.search;
    const { chosen, words, from, to } = this.view;
    if (isSearching) this.search?.blur();
    if (isSearching && words) this.change({ words: "" }, "clear");
    else if (isSearching) return;
    else if (chosen !== null) this.choose(-1, "choose");
    else if (words) this.change({ words: "" }, "clear");
    else if (from !== null || to !== null) this.change({ from: null, to: null }, "clear");
  }
}

function missingCard(id: string, close: () => void): HTMLElement {
  return make("section", { id: "card", class: "card" }, make("p", {}, `${id} is not among the incidents loaded. `, make("a", { href: incidentAddress(id, null) }, "Open its page"), " or ", make("button", { type: "button", class: "link", onclick: close }, "clear the selection"), "."));
}

const sentence = (fault: unknown): string => (fault instanceof Unanswered ? fault.message : `The page met a fault: ${String(fault)}`);

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

/** The mission's whole time in local days; without incidents, today. */
function spanOf(summary: Summary, zone: Zone): { from: number; to: number } {
  const read = (text?: string | null): number => (text ? Date.parse(text) : Number.NaN);
  const from = read(summary.span?.from);
  const to = read(summary.span?.to);
  const now = Date.now();
  const start = zone.dayStart(Number.isNaN(from) ? now : from);
  const last = zone.dayStart(Math.max(start, (Number.isNaN(to) ? now : to) - 1));
  return { from: start, to: zone.dayStart(last + 36 * 3_600_000) };
}

/** The frame stands at once; the summary fills it, or one sentence says why not. */
async function open(main: HTMLElement): Promise<void> {
  main.dataset.state = "reading";
  main.replaceChildren(make("p", { class: "state whole", role: "status" }, "Reading the mission…"));
  try {
    const summary = await readSummary();
    new PicturePage(main, summary);
  } catch (fault) {
    main.dataset.state = "failed";
    const again = make("button", { type: "button", onclick: () => void open(main) }, "Try again");
    main.replaceChildren(make("div", { class: "state whole", role: "alert" }, make("p", {}, `The mission could not be read. ${sentence(fault)}`), again));
  }
}

const main = document.querySelector<HTMLElement>("main.picture");
if (main) void open(main);
