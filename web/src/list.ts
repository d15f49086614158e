// The list: a listbox that draws only the rows in sight, so 20,000 rows cost as much as twenty.
import { make, onFrame } from "./dom.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS } from "./kinds.ts";
import { symbol } from "./symbol.ts";
import { showChanceWord, showFinding, showInterval, showMany, showMetres, showPercent } from "./words.ts";
import type { Zone } from "./zone.ts";

const ROW_PX = 66;
const SPARE_ROWS = 6;

export interface ListEvents {
  chosen: (row: number, act: string) => void;
  opened: (row: number) => void;
}

export class ListView {
  readonly box: HTMLElement;
  private readonly spacer = make("div", { class: "list-space", role: "presentation" });
  private all: Incidents | null = null;
  private rows: Uint32Array = new Uint32Array(0);
  private chosen = -1;
  private readonly drawn = new Map<number, HTMLElement>();

  constructor(
    private readonly zone: Zone,
    private readonly events: ListEvents,
  ) {
    this.box = make("div", { id: "list", class: "list", role: "listbox", tabindex: "0", "aria-label": "Incidents" }, this.spacer);
    this.box.addEventListener("scroll", onFrame(() => this.paint()), { passive: true });
    this.box.addEventListener("click", (event) => this.click(event));
    this.box.addEventListener("dblclick", () => this.chosen >= 0 && this.events.opened(this.chosen));
    this.box.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(onFrame(() => this.paint())).observe(this.box);
  }

  show(all: Incidents, rows: Uint32Array): void {
    const isNew = this.rows !== rows;
    this.all = all;
    this.rows = rows;
    this.spacer.style.height = `${rows.length * ROW_PX}px`;
    if (isNew) this.clear();
    this.paint();
  }

  /** Marks the chosen row and, if asked, brings it into sight. */
  choose(row: number, intoSight: boolean): void {
    this.chosen = row;
    const at = this.rows.indexOf(row);
    if (intoSight && at >= 0) this.bring(at);
    for (const [index, option] of this.drawn) option.setAttribute("aria-selected", String(this.rows[index] === row));
    this.paint();
    if (at >= 0 && this.drawn.has(at)) this.box.setAttribute("aria-activedescendant", `row-${at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  toTop(): void {
    this.box.scrollTop = 0;
  }

  /** One step down or up from the chosen row; from nowhere, the first row in sight. */
  step(by: number): void {
    if (!this.rows.length) return;
    const at = this.rows.indexOf(this.chosen);
    const next = at < 0 ? Math.ceil(this.box.scrollTop / ROW_PX) : at + by;
    this.events.chosen(this.rows[Math.min(this.rows.length - 1, Math.max(0, next))], "~step");
  }

  private bring(at: number): void {
    const top = at * ROW_PX;
    const view = this.box.clientHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW_PX > this.box.scrollTop + view) this.box.scrollTop = top + ROW_PX - view;
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW_PX) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows.length, End: this.rows.length }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.step(by);
  }

  private click(event: MouseEvent): void {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) this.events.chosen(this.rows[Number(option.dataset.at)], "choose");
  }

  private clear(): void {
    for (const option of this.drawn.values()) option.remove();
    this.drawn.clear();
  }

  private paint(): void {
    if (!this.all) return;
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.min(this.rows.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW_PX) + SPARE_ROWS);
    for (const [at, option] of this.drawn) {
      if (at >= first && at < last) continue;
      option.remove();
      this.drawn.delete(at);
    }
    for (let at = first; at < last; at++) if (!this.drawn.has(at)) this.add(at, this.all);
  }

  private add(at: number, all: Incidents): void {
    const row = this.rows[at];
    const option = rowElement(all, row, this.zone);
    option.id = `row-${at}`;
    option.dataset.at = String(at);
    option.setAttribute("aria-posinset", String(at + 1));
    option.setAttribute("aria-setsize", String(this.rows.length));
    option.setAttribute("aria-selected", String(row === this.chosen));
    option.style.transform = `translateY(${at * ROW_PX}px)`;
    this.spacer.append(option);
    this.drawn.set(at, option);
  }
}

function rowElement(all: Incidents, row: number, zone: Zone): HTMLElement {
  const group = GROUPS[all.group[row]];
  const outcome = all.outcomes[row];
  return make(
    "div",
    { class: "row", role: "option", "data-id": all.ids[row] },
    symbol(group.id),
    make("span", { class: "row-title" }, make("span", { class: "sr" }, `${group.name}. `), all.titles[row]),
    make("span", { class: "row-facts" }, `${showInterval(all.from[row], all.to[row], zone)} · ${placeWords(all, row)}`),
    make("span", { class: "row-facts" }, [`at most ${showMany(all.origins[row], "origin")}`, chanceWords(all.chance[row])].join(" · ")),
    outcome ? make("span", { class: "badge", "data-outcome": outcome }, showFinding(outcome)) : null,
  );
}

const chanceWords = (chance: number | null): string => (chance === null ? "chance not computed" : `${showChanceWord(chance)}, ${showPercent(chance)}`);

/** "within 400 m": the radius that holds 90 % of the chance. */
export function placeWords(all: Incidents, row: number): string {
  if (!all.hasPlace(row)) return "place not known";
  if (all.shapes[row]) return `area ${showMetres(2 * all.reach[row])} wide`;
  return all.radius[row] > 0 ? `within ${showMetres(all.radius[row])}` : "error not given";
}
