// The whole view lives in the address: read it, write it, and step through history.
import { rfc3339 } from "./contract.ts";

export type Order = "latest" | "oldest" | "origins" | "vague";
export const ORDERS: readonly Order[] = ["latest", "oldest", "origins", "vague"];

export interface View {
  /** Map centre and zoom; null = where the mission begins. */
  at: { lat: number; lon: number; zoom: number } | null;
  /** Chosen time, Unix ms; null = open end. */
  from: number | null;
  to: number | null;
  /** Part of time that the timeline spreads out; null = all of it. */
  spread: { from: number; to: number } | null;
  /** Symbol groups shown; null = all. */
  kinds: string[] | null;
  finding: string | null;
  words: string;
  /** Id of the one selected incident. */
  chosen: string | null;
  /** Log position as of which everything is shown; null = now. */
  asOf: number | null;
  /** Ids of map layers switched off. */
  hidden: string[];
  /** List and timeline follow the map's frame. */
  framed: boolean;
  order: Order;
}

export const START: View = {
  at: null,
  from: null,
  to: null,
  spread: null,
  kinds: null,
  finding: null,
  words: "",
  chosen: null,
  asOf: null,
  hidden: [],
  framed: false,
  order: "latest",
};

/** Reads a view; whatever is not understood is left at its default. */
export function readView(search: string): View {
  const q = new URLSearchParams(search);
  const from = readMoment(q.get("from"));
  const to = readMoment(q.get("to"));
  const order = q.get("order") as Order | null;
  return {
    at: readAt(q.get("at")),
    from: from !== null && to !== null && from >= to ? null : from,
    to: from !== null && to !== null && from >= to ? null : to,
    spread: readSpread(q.get("spread")),
    kinds: q.has("kinds") ? listed(q.get("kinds")) : null,
    finding: q.get("finding") || null,
    words: q.get("q") ?? "",
    chosen: q.get("sel") || null,
    asOf: readPosition(q.get("as_of")),
    hidden: listed(q.get("hidden")),
    framed: q.get("framed") === "1",
    order: order && ORDERS.includes(order) ? order : "latest",
  };
}

/** Writes a view as a query; defaults are left out, so the plain page has a plain address. */
export function writeView(view: View): string {
  const q = new URLSearchParams();
  if (view.at) q.set("at", [view.at.lat.toFixed(5), view.at.lon.toFixed(5), view.at.zoom.toFixed(2)].join(","));
  if (view.from !== null) q.set("from", rfc3339(view.from));
  if (view.to !== null) q.set("to", rfc3339(view.to));
  if (view.spread) q.set("spread", `${rfc3339(view.spread.from)},${rfc3339(view.spread.to)}`);
  if (view.kinds) q.set("kinds", view.kinds.join(","));
  if (view.finding) q.set("finding", view.finding);
  if (view.words) q.set("q", view.words);
  if (view.chosen) q.set("sel", view.chosen);
  if (view.asOf !== null) q.set("as_of", String(view.asOf));
  if (view.hidden.length) q.set("hidden", view.hidden.join(","));
  if (view.framed) q.set("framed", "1");
  if (view.order !== "latest") q.set("order", view.order);
  const text = q.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}

const listed = (text: string | null): string[] => (text ?? "").split(",").filter(Boolean);

function readMoment(text: string | null): number | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000) * 1000;
}

function readSpread(text: string | null): View["spread"] {
  const [from, to] = (text ?? "").split(",").map(readMoment);
  return from !== null && to !== null && from !== undefined && to !== undefined && from < to ? { from, to } : null;
}

function readPosition(text: string | null): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function readAt(text: string | null): View["at"] {
  const [lat, lon, zoom] = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const fits = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22;
  return fits ? { lat, lon, zoom } : null;
}

/** A run of the same act (typing, j j j, dragging) is one step back. */
export class Trail {
  private last = "";

  constructor(private readonly back: (view: View) => void) {
    addEventListener("popstate", () => {
      this.last = "";
      this.back(readView(location.search));
    });
  }

  /** `act` names what the person did; an empty act never makes a step of its own. */
  write(view: View, act: string): void {
    const address = location.pathname + writeView(view);
    if (address === location.pathname + location.search) return;
    if (act === "" || (act === this.last && act.startsWith("~"))) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    if (act !== "") this.last = act;
  }
}
