// What the map's drawing means, and which of the mission's layers it shows.
import type { Layer, Party } from "./contract.ts";
import { draw, make } from "./dom.ts";
import { onPalette, partyColour, readPalette } from "./palette.ts";

/** One switch stands for all settlements. */
export const SETTLEMENTS = "settlements";

export const isHidden = (layer: Layer, hidden: readonly string[]): boolean =>
  hidden.includes(layer.kind === "settlement" ? SETTLEMENTS : layer.id);

export class Legend {
  readonly box: HTMLDetailsElement;
  private readonly list = make("ul", { class: "legend-layers" });
  private readonly day = make("p", { class: "legend-day" });
  private last: { layers: Layer[]; hidden: readonly string[]; day: string; fault: string | null } | null = null;

  constructor(
    private readonly parties: Party[],
    private readonly toggled: (id: string, isOn: boolean) => void,
    private readonly again: () => void,
  ) {
    const isWide = matchMedia("(min-width: 1680px) and (min-height: 1000px)").matches;
    this.box = make(
      "details",
      { class: "legend", id: "legend", open: isWide },
      make("summary", {}, "Legend and layers"),
      make("ul", { class: "legend-marks" }, ...MARKS.map(([mark, words]) => make("li", {}, mark(), make("span", {}, words)))),
      this.list,
      this.day,
    );
    onPalette(() => this.last && this.show(this.last.layers, this.last.hidden, this.last.day, this.last.fault));
  }

  /** `fault`: why the layers could not be read; null if they were. */
  show(layers: Layer[], hidden: readonly string[], day: string, fault: string | null): void {
    this.last = { layers, hidden, day, fault };
    const rows = layers.filter((layer) => layer.kind === "zone" || layer.kind === "line").map((layer) => this.row(layer, layer.id, layer.name, hidden));
    const settlement = layers.find((layer) => layer.kind === "settlement");
    if (settlement) rows.push(this.row(settlement, SETTLEMENTS, "Settlements", hidden));
    this.list.replaceChildren(...rows);
    if (fault) this.day.replaceChildren(`Lines and zones could not be read. ${fault} `, make("button", { type: "button", class: "link", onclick: this.again }, "Try again"));
    else this.day.replaceChildren(layers.length ? `Lines and zones as valid on ${day}.` : "No lines or zones are recorded for this day.");
  }

  private row(layer: Layer, id: string, name: string, hidden: readonly string[]): HTMLElement {
    const box = make("input", { type: "checkbox", checked: !hidden.includes(id), onchange: (event) => this.toggled(id, (event.target as HTMLInputElement).checked) });
    const party = this.parties.find((p) => p.id === layer.party);
    const label = make("label", {}, box, swatch(layer, party), make("span", {}, name));
    if (id !== SETTLEMENTS) label.title = `Source: ${layer.source}; valid from ${layer.valid_from}${party ? `; ${party.name}` : ""}`;
    return make("li", {}, label);
  }
}

const mark = (...parts: SVGElement[]): SVGSVGElement => draw("svg", { class: "mark", viewBox: "0 0 28 18", "aria-hidden": "true" }, ...parts);
const disc = (traits: Record<string, string>): SVGElement => draw("circle", { class: "mark-area", cx: 14, cy: 9, r: 7.5, ...traits });

const MARKS: [() => SVGElement, string][] = [
  [() => mark(disc({})), "Outline: the place lies inside with 90 % chance. Two or more origins."],
  [() => mark(disc({ "stroke-dasharray": "2 2.2" })), "Dashed: one origin only."],
  [() => mark(disc({ class: "mark-area faint" }), draw("path", { class: "mark-hatch", d: "M8 13 18 3M10.5 15.5 20.5 5.5M7 8.5 13 2.5" })), "Paler and hatched: less likely to have happened."],
  [() => mark(disc({ class: "mark-sum", r: "8" }), disc({ class: "mark-sum", r: "5.5" }), disc({ class: "mark-sum", r: "3" })), "Where many shapes overlap, their sum: the darker, the more may have happened there."],
  [() => mark(draw("circle", { class: "mark-dot", cx: 14, cy: 9, r: 3.2 })), "Soft dot: shape under 4 px at this zoom, not a known point."],
];

function swatch(layer: Layer, party: Party | undefined): SVGElement {
  const palette = readPalette();
  const colour = party ? partyColour(party, palette.isDark) : palette.quiet;
  const dash = layer.style === "dashed" ? { "stroke-dasharray": "4 3" } : {};
  if (layer.kind === "settlement") return mark(draw("circle", { cx: 14, cy: 9, r: 3, fill: "none", stroke: "currentColor", "stroke-width": 1.4 }));
  if (layer.kind === "line") return mark(draw("path", { d: "M2 9h24", stroke: colour, "stroke-width": 2.4, ...dash }));
  return mark(draw("rect", { x: 4, y: 3, width: 20, height: 12, fill: colour, "fill-opacity": 0.15, stroke: colour, "stroke-width": 1.4, ...dash }));
}
