// One question, asked of all incidents at once; map, list and timeline each take their part of the answer.
import type { Order } from "./address.ts";
import type { Incidents } from "./incidents.ts";
import { GROUPS } from "./kinds.ts";

export interface Question {
  from: number | null;
  to: number | null;
  kinds: readonly string[] | null;
  finding: string | null;
  words: string;
  /** West, south, east, north; null = the map's frame does not matter. */
  frame: readonly [number, number, number, number] | null;
  order: Order;
}

export interface Answer {
  /** 1 where the map shows it (time, kind, words, finding). */
  onMap: Uint8Array;
  /** Rows of the list, in order (all that, and the frame if asked). */
  list: Uint32Array;
  /** 1 where the timeline counts it (kind is left to its rows; all but time). */
  inTime: Uint8Array;
  /** Incidents per group in the list's question, whether the group is switched on or not. */
  perGroup: Uint32Array;
  /** Left out only because their place is not known and the map's frame was asked for. */
  placeless: number;
}

export function sift(all: Incidents, q: Question): Answer {
  const on = GROUPS.map((group) => q.kinds === null || q.kinds.includes(group.id));
  const words = q.words.toLowerCase().split(/\s+/).filter(Boolean);
  const answer: Answer = {
    onMap: new Uint8Array(all.size),
    inTime: new Uint8Array(all.size),
    list: new Uint32Array(0),
    perGroup: new Uint32Array(GROUPS.length),
    placeless: 0,
  };
  const listed = new Uint8Array(all.size);
  for (let i = 0; i < all.size; i++) {
    if (q.finding !== null && all.outcomes[i] !== q.finding) continue;
    if (words.length && !all.mentions(i, words)) continue;
    const framed = q.frame === null || touches(all, i, q.frame);
    const timely = isWithin(all, i, q);
    if (framed) answer.inTime[i] = 1;
    if (!timely) continue;
    if (framed) answer.perGroup[all.group[i]]++;
    if (!on[all.group[i]]) continue;
    answer.onMap[i] = 1;
    if (framed) listed[i] = 1;
    else if (!all.hasPlace(i)) answer.placeless++;
  }
  answer.list = all.ordered(q.order).filter((i) => listed[i] === 1);
  return answer;
}

/** May it have happened in [from, to)? Any overlap counts; an unknown time matches only an open question. */
function isWithin(all: Incidents, i: number, q: Question): boolean {
  if (q.from === null && q.to === null) return true;
  const from = all.from[i];
  if (Number.isNaN(from)) return false;
  const to = Math.max(all.to[i], from + 1);
  return (q.to === null || from < q.to) && (q.from === null || to > q.from);
}

function touches(all: Incidents, i: number, frame: readonly [number, number, number, number]): boolean {
  const at = i * 4;
  const f = all.frame;
  return f[at] <= frame[2] && f[at + 2] >= frame[0] && f[at + 1] <= frame[3] && f[at + 3] >= frame[1];
}
