// Numbers, times, places and chances as people read them.
import { DAY, type Zone } from "./zone.ts";

const COUNT = new Intl.NumberFormat("en-GB");

export const showCount = (n: number): string => COUNT.format(n);

/** "1 origin", "3 origins". */
export const showMany = (n: number, one: string, many = `${one}s`): string => `${showCount(n)} ${n === 1 ? one : many}`;

/** Two significant figures: an error radius is itself uncertain. */
export function showMetres(m: number): string {
  const rounded = Number(m.toPrecision(2));
  if (rounded < 1_000) return `${Math.max(1, Math.round(rounded))} m`;
  return rounded < 10_000 ? `${(rounded / 1_000).toFixed(1)} km` : `${showCount(Math.round(rounded / 1_000))} km`;
}

export function showPlace(lat: number, lon: number): string {
  return `${Math.abs(lat).toFixed(3)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(3)}° ${lon < 0 ? "W" : "E"}`;
}

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;

export const showDate = (at: number, zone: Zone): string => zone.show(at, DATE);
export const showMoment = (at: number, zone: Zone): string => `${zone.show(at, DATE)}, ${zone.show(at, CLOCK)}`;

/** An interval as narrow as it is known: a minute, a stretch of hours, a day, several days. */
export function showInterval(from: number, to: number, zone: Zone): string {
  if (Number.isNaN(from)) return "time not known";
  if (to - from < 60_000) return showMoment(from, zone);
  const whole = isWholeDays(from, to, zone);
  const last = whole ? to - 1 : to;
  if (whole && to - from < 1.5 * DAY) return `${showDate(from, zone)}, hour not known`;
  if (whole) return `${showDate(from, zone)} to ${showDate(last, zone)}`;
  if (zone.day(from) === zone.day(to)) return `${showMoment(from, zone)}–${zone.show(to, CLOCK)}`;
  return `${showMoment(from, zone)} to ${showMoment(to, zone)}`;
}

/** Local midnight to local midnight; sources also write the end of a day as 23:59:59. */
function isWholeDays(from: number, to: number, zone: Zone): boolean {
  if (to - from < 22 * 3_600_000) return false;
  const end = zone.dayStart(to + 1_000);
  return zone.dayStart(from) === from && Math.abs(end - to) <= 60_000;
}

/** Probability words of ICD 203, as the domain handbook fixes them. */
const CHANCES: readonly [number, string][] = [
  [50_000, "almost no chance"],
  [200_000, "very unlikely"],
  [450_000, "unlikely"],
  [550_000, "roughly even"],
  [800_000, "likely"],
  [950_000, "very likely"],
  [1_000_001, "almost certain"],
];

export const showChanceWord = (ppm: number): string => (CHANCES.find(([below]) => ppm < below) ?? CHANCES[6])[1];

/** Never 0 % or 100 %: those would be more certain than the evidence. */
export function showPercent(ppm: number): string {
  if (ppm < 10_000) return "< 1 %";
  return ppm > 990_000 ? "> 99 %" : `${Math.round(ppm / 10_000)} %`;
}

const FINDINGS: Record<string, string> = { breach: "breach", no_breach: "no breach", exempt: "exempt", undetermined: "undetermined" };
export const showFinding = (outcome: string): string => FINDINGS[outcome] ?? outcome.replaceAll("_", " ");
