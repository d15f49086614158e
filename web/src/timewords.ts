// The timeline in words and as a table: the same numbers for those who do not see the picture.
import { csvLine, handOut, make } from "./dom.ts";
import { makeDialog } from "./keys.ts";
import { GROUPS } from "./kinds.ts";
import type { TimePicture, Window } from "./timepicture.ts";
import { showCount, showDate, showInterval, showMany } from "./words.ts";
import { DAY } from "./zone.ts";

/** "3 Mar 2031", or the bin's start and end. */
export function binName(t: TimePicture, bin: number): string {
  const [from, to] = [t.bins.edges[bin], t.bins.edges[bin + 1]];
  const isDay = t.zone.dayStart(from) === from && to - from > 20 * 3_600_000 && to - from < 1.5 * DAY;
  return isDay ? showDate(from, t.zone) : showInterval(from, to, t.zone);
}

export function binWords(t: TimePicture, bin: number): string {
  const counts = t.counts.flatMap((row, g) => (row[bin] ? [`${GROUPS[g].name.toLowerCase()} ${showCount(row[bin])}`] : []));
  const watch = t.watch[bin];
  const hours = watch ? `observed ${showCount(Math.round(watch.observed))} of ${showCount(Math.round(watch.planned))} h planned` : "no coverage recorded";
  return `${counts.join(", ") || "no incident"} · ${hours}`;
}

/** The picture in one sentence. */
export function pictureWords(step: string, present: readonly string[], perGroup: Uint32Array, window: Window): string {
  const parts = GROUPS.flatMap((group, g) => (present.includes(group.id) ? [`${group.name} ${showCount(perGroup[g])}`] : []));
  const time = window.from === null && window.to === null ? "all time" : "the chosen time";
  return `Bars per ${step}, one row per kind. In ${time}: ${parts.join(", ")}. The button As a table gives every number.`;
}

/** All numbers of the picture, in a dialog, with a file to take away. */
export function showTable(t: TimePicture): void {
  const groups = GROUPS.flatMap((group, g) => (t.present.includes(group.id) ? [g] : []));
  const filled = t.bins.edges.slice(0, -1).flatMap((_, n) => (t.watch[n] || groups.some((g) => t.counts[g][n]) ? [n] : []));
  const heads = ["Start", ...groups.map((g) => GROUPS[g].name), "Observed h", "Planned h"];
  const lines = filled.map((n) => [binName(t, n), ...groups.map((g) => t.counts[g][n]), t.watch[n]?.observed ?? "", t.watch[n]?.planned ?? ""]);
  const csv = (): void => handOut("timeline.csv", "text/csv", [heads, ...lines].map(csvLine).join(""));
  const note = `${showMany(filled.length, "row")}; rows without incident or coverage are left out. `;
  const dialog = makeDialog(
    "table-dialog",
    `Incidents per ${t.bins.step.name}`,
    make("p", {}, note, make("button", { type: "button", onclick: csv }, "Download as CSV")),
    make("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table(heads, lines)),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

function table(heads: string[], lines: (string | number)[][]): HTMLTableElement {
  const head = make("tr", {}, ...heads.map((text, n) => make("th", { scope: "col", class: n ? "num" : null }, text)));
  const rows = lines.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, String(first)), ...rest.map((cell) => make("td", { class: "num" }, String(cell)))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
}
