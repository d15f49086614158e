// What the server answers: the one place that knows the JSON of /api/v1.
import type { Geometry } from "geojson";

export interface Party {
  id: string;
  name: string;
  /** Hue in degrees, 0 to 359, chosen by the mission. */
  hue: number;
}

export interface Summary {
  mission: { name: string; zone: string; centre: { lat: number; lon: number }; zoom: number; parties: Party[]; fictional: boolean };
  log: { size: number; root: string; checkpoint: string };
  families: { received: number; declared: number; concluded: number };
  counts: {
    artifacts: number;
    observations: number;
    refused: number;
    incidents: number;
    findings: { breach: number; no_breach: number; exempt: number; undetermined: number };
  };
  /** First and last moment that any incident may have happened; absent in an empty mission. */
  span?: { from?: string | null; to?: string | null } | null;
  kinds: { kind: string; incidents: number }[];
}

export interface Columns {
  id: string[];
  kind: number[];
  /** Unix milliseconds; the incident happened somewhere in [from, to]. */
  from: (number | null)[];
  to: (number | null)[];
  lat: (number | null)[];
  lon: (number | null)[];
  /** Radius that holds 90 % of the chance, metres. */
  radius_m: (number | null)[];
  members: number[];
  origins: number[];
  /** Chance that it happened, parts per million; null where not computed. */
  p_ppm: (number | null)[];
  shape: number[];
  title: string[];
  outcome: number[];
}

export interface Picture {
  as_of: number;
  total: number;
  shown: number;
  limit: number;
  columns: Columns;
  kinds: string[];
  outcomes: string[];
  shapes: Geometry[];
}

export interface Layer {
  id: string;
  name: string;
  kind: "land" | "zone" | "line" | "settlement";
  party?: string | null;
  source: string;
  valid_from: string;
  geometry: Geometry;
  style?: "dashed" | null;
}

export interface Layers {
  layers: Layer[];
}

export interface Coverage {
  days: { day: string; observed_h: number; planned_h: number }[];
}

/** The server said no, or nothing at all; `message` is fit to be shown. */
export class Unanswered extends Error {}

const LIMIT = 20_000;

export interface Ask {
  from?: number | null;
  to?: number | null;
  kinds?: string[] | null;
  asOf?: number | null;
}

/** Asks one address for JSON; every failure becomes one plain sentence. */
async function ask<T>(path: string, query: Record<string, string | null>, signal?: AbortSignal): Promise<T> {
  const address = new URL(`/api/v1/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value !== null) address.searchParams.set(name, value);
  let answer: Response;
  try {
    answer = await fetch(address, { headers: { accept: "application/json" }, signal });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Unanswered("The server does not answer.");
  }
  if (!answer.ok) throw new Unanswered(`The server refused (${answer.status}): ${await reason(answer)}`);
  try {
    return (await answer.json()) as T;
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Unanswered("The server's answer could not be read.");
  }
}

/** Problem bodies (RFC 9457) carry a sentence of their own. */
async function reason(answer: Response): Promise<string> {
  try {
    const body = (await answer.json()) as { detail?: string; title?: string };
    return body.detail ?? body.title ?? answer.statusText;
  } catch {
    return answer.statusText || "no reason given";
  }
}

export const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
const moment = (ms?: number | null): string | null => (ms === null || ms === undefined ? null : rfc3339(ms));
const whole = (n?: number | null): string | null => (n === null || n === undefined ? null : String(n));

export const readSummary = (signal?: AbortSignal): Promise<Summary> => ask("summary", {}, signal);

export function readPicture(what: Ask, signal?: AbortSignal): Promise<Picture> {
  const kind = what.kinds ? what.kinds.join(",") : null;
  return ask("picture", { from: moment(what.from), to: moment(what.to), kind, as_of: whole(what.asOf), limit: String(LIMIT) }, signal);
}

export const readLayers = (day: string, asOf?: number | null, signal?: AbortSignal): Promise<Layers> =>
  ask("layers", { day, as_of: whole(asOf) }, signal);

export const readCoverage = (from: number | null, to: number | null, signal?: AbortSignal): Promise<Coverage> =>
  ask("coverage", { from: moment(from), to: moment(to) }, signal);
