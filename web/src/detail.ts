// The card of the one selected incident: what is known, how well, and the way to its page.
import { make } from "./dom.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS, showKind } from "./kinds.ts";
import { symbol } from "./symbol.ts";
import { showChanceWord, showFinding, showInterval, showMany, showMetres, showPercent, showPlace } from "./words.ts";
import type { Zone } from "./zone.ts";

export interface CardEvents {
  closed: () => void;
  revealed: () => void;
  /** Asks for the next shape at the clicked place. */
  next: () => void;
}

/** How many shapes lie where the click was, and which of them this is (from 0). */
export interface Pile {
  at: number;
  of: number;
}

export const incidentAddress = (id: string, asOf: number | null): string =>
  `/incidents/${encodeURIComponent(id)}${asOf === null ? "" : `?as_of=${asOf}`}`;

export function card(all: Incidents, row: number, zone: Zone, asOf: number | null, pile: Pile | null, events: CardEvents): HTMLElement {
  const group = GROUPS[all.group[row]];
  return make(
    "section",
    { id: "card", class: "card", "aria-label": "Selected incident" },
    make(
      "header",
      { class: "card-head" },
      symbol(group.id),
      make("span", { class: "card-kind" }, showKind(all.kinds[row])),
      make("code", {}, all.ids[row]),
      make("button", { type: "button", class: "plain", "aria-label": "Close (Esc)", title: "Close (Esc)", onclick: events.closed }, "✕"),
    ),
    make("h2", {}, all.titles[row]),
    make("dl", { class: "facts" }, ...facts(all, row, zone)),
    pile && pile.of > 1 ? pileLine(pile, events) : null,
    make(
      "p",
      { class: "card-acts" },
      make("a", { class: "act", href: incidentAddress(all.ids[row], asOf) }, "Open incident"),
      all.hasPlace(row) ? make("button", { type: "button", onclick: events.revealed }, "Show on map") : null,
    ),
  );
}

function pileLine(pile: Pile, events: CardEvents): HTMLElement {
  const words = `${pile.at + 1} of ${pile.of} shapes that lie here. `;
  return make("p", { class: "card-pile" }, words, make("button", { type: "button", class: "link", onclick: events.next }, "Next one here"));
}

function facts(all: Incidents, row: number, zone: Zone): HTMLElement[] {
  const outcome = all.outcomes[row];
  const chance = all.chance[row];
  return [
    fact("When", `${showInterval(all.from[row], all.to[row], zone)} (${zone.name})`),
    fact("Where", where(all, row)),
    fact("Evidence", `${showMany(all.members[row], "observation")} from at most ${showMany(all.origins[row], "independent origin")}`),
    fact("Chance", chance === null ? "not computed" : `${showPercent(chance)}, ${showChanceWord(chance)}`),
    fact("Finding", outcome ? make("span", { class: "badge", "data-outcome": outcome }, showFinding(outcome)) : "none: no clause was applied"),
  ].flat();
}

const fact = (name: string, value: string | HTMLElement): HTMLElement[] => [make("dt", {}, name), make("dd", {}, value)];

function where(all: Incidents, row: number): string {
  if (!all.hasPlace(row)) return "place not known";
  const centre = showPlace(all.lat[row], all.lon[row]);
  if (all.shapes[row]) return `somewhere in the area drawn, ${showMetres(2 * all.reach[row])} across; its middle is ${centre}`;
  if (!(all.radius[row] > 0)) return `${centre}; the source gives no error`;
  return `within ${showMetres(all.radius[row])} of ${centre} (90 %)`;
}
