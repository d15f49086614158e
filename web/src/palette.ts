// Colours of the map, taken from the style sheet, so that light and dark are decided in one place.
import type { Party } from "./contract.ts";

export interface Palette {
  sea: string;
  land: string;
  coast: string;
  ink: string;
  quiet: string;
  incident: string;
  chosen: string;
  halo: string;
  isDark: boolean;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    sea: value("--sea"),
    land: value("--land"),
    coast: value("--coast"),
    ink: value("--ink"),
    quiet: value("--ink-2"),
    incident: value("--incident"),
    chosen: value("--accent"),
    halo: value("--surface"),
    isDark: value("--is-dark") === "1",
  };
}

/** A party's neutral colour: its own hue, the same weight for every party; text is set a little stronger. */
export function partyColour(party: Party, isDark: boolean, isText = false): string {
  const lightness = isDark ? (isText ? 80 : 66) : isText ? 28 : 36;
  return `hsl(${party.hue}, 45%, ${lightness}%)`;
}

/** Red, green, blue of a colour written as `#rrggbb`. */
export const rgb = (hex: string): [number, number, number] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];

/** Calls back whenever light and dark change places. */
export function onPalette(change: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
  new MutationObserver(change).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
