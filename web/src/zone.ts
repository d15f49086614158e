// Days and hours in the mission's time zone, correct across changes of the clock.

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A time zone that can be asked for local days. */
export class Zone {
  readonly name: string;
  private readonly parts: Intl.DateTimeFormat;
  private readonly styles = new Map<string, Intl.DateTimeFormat>();

  /** An unknown zone name falls back to UTC, and `name` says so. */
  constructor(name: string) {
    this.name = isZone(name) ? name : "UTC";
    const all = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    this.parts = new Intl.DateTimeFormat("en-GB", { ...all, timeZone: this.name, hourCycle: "h23", era: "short" });
  }

  /** Local minus UTC at that instant, milliseconds. */
  offset(at: number): number {
    const part = Object.fromEntries(this.parts.formatToParts(at).map((p) => [p.type, p.value])) as Record<string, string>;
    const year = part.era?.startsWith("B") ? 1 - Number(part.year) : Number(part.year);
    const local = Date.UTC(year, Number(part.month) - 1, Number(part.day), Number(part.hour), Number(part.minute), Number(part.second));
    return local - Math.floor(at / 1000) * 1000;
  }

  /** The instant at which this zone's clock shows `local` (given as if UTC), or first shows a later time where clocks skip it. */
  instant(local: number): number {
    const first = local - this.offset(local);
    const second = local - this.offset(first);
    return second + this.offset(second) === local ? second : Math.max(first, second);
  }

  /** Start of the local day that holds `at`. */
  dayStart(at: number): number {
    const local = at + this.offset(at);
    return this.instant(Math.floor(local / DAY) * DAY);
  }

  /** Local day as `2031-03-09`. */
  day(at: number): string {
    return new Date(at + this.offset(at)).toISOString().slice(0, 10);
  }

  /** Start of a day written as `2031-03-09`; null if it is no day. */
  readDay(text: string): number | null {
    const local = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    return Number.isNaN(local) ? null : this.instant(local);
  }

  show(at: number, style: Intl.DateTimeFormatOptions): string {
    const key = JSON.stringify(style);
    let format = this.styles.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat("en-GB", { ...style, timeZone: this.name, hourCycle: "h23" });
      this.styles.set(key, format);
    }
    return format.format(at);
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Width of a timeline bin. */
export type Step = { unit: "minute" | "day" | "month"; size: number; name: string };

export const STEPS: readonly Step[] = [
  { unit: "minute", size: 15, name: "15 minutes" },
  { unit: "minute", size: 60, name: "hour" },
  { unit: "minute", size: 180, name: "3 hours" },
  { unit: "minute", size: 360, name: "6 hours" },
  { unit: "day", size: 1, name: "day" },
  { unit: "day", size: 7, name: "week" },
  { unit: "month", size: 1, name: "month" },
  { unit: "month", size: 3, name: "quarter" },
  { unit: "month", size: 12, name: "year" },
];

const roughly = (step: Step): number => step.size * { minute: 60_000, day: DAY, month: 30.4 * DAY }[step.unit];

/** The finest step that needs at most `most` bins for the span. */
export function stepFor(span: number, most: number): Step {
  return STEPS.find((step) => span / roughly(step) <= most) ?? STEPS[STEPS.length - 1];
}

/** Edges of all bins that together cover [from, to]; first <= from, last >= to. */
export function edges(zone: Zone, step: Step, from: number, to: number): number[] {
  const list: number[] = [];
  let local = floorLocal(step, from + zone.offset(from));
  for (let n = 0; n < 5_000; n++) {
    const at = zone.instant(local);
    if (!list.length || at > list[list.length - 1]) list.push(at);
    if (at >= to && list.length > 1) return list;
    local = nextLocal(step, local);
  }
  return list;
}

function floorLocal(step: Step, local: number): number {
  if (step.unit === "minute") return Math.floor(local / (step.size * 60_000)) * step.size * 60_000;
  // Weeks begin on Monday: 1970-01-01 was a Thursday.
  if (step.unit === "day") return step.size === 7 ? Math.floor((local / DAY + 3) / 7) * 7 * DAY - 3 * DAY : Math.floor(local / DAY) * DAY;
  const date = new Date(local);
  const months = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / step.size) * step.size;
  return Date.UTC(Math.floor(months / 12), months % 12);
}

function nextLocal(step: Step, local: number): number {
  if (step.unit === "minute") return local + step.size * 60_000;
  if (step.unit === "day") return local + step.size * DAY;
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step.size);
}
