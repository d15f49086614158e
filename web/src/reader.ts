// Reads incidents from the server: all of them if they fit one answer, else what the view asks for.
import type { View } from "./address.ts";
import { type Picture, readPicture } from "./contract.ts";
import { Incidents, groupsOf } from "./incidents.ts";
import type { Window } from "./timepicture.ts";

/** Patience before a changed question goes to the server, milliseconds. */
const ASK_AGAIN_MS = 250;

/** What an answer was asked for: a time (null end = open) and groups (null = all). */
interface Scope extends Window {
  kinds: string[] | null;
  /** The server's limit cut the answer: only its latest part is here. */
  isCut: boolean;
}

export interface ReaderEvents {
  began: () => void;
  took: (all: Incidents) => void;
  failed: (fault: unknown) => void;
}

const EVERYTHING: Scope = { from: null, to: null, kinds: null, isCut: false };

export class Reader {
  /** The whole mission is more than one answer may hold, so the view's time and kinds go to the server. */
  private isLarge = false;
  private scope: Scope = EVERYTHING;
  private asOf: number | null = null;
  private reading: AbortController | null = null;
  private timer = 0;

  constructor(
    /** All kinds of the mission, as the server names them. */
    private readonly kinds: readonly string[],
    private readonly events: ReaderEvents,
  ) {}

  get isReading(): boolean {
    return this.reading !== null;
  }

  /** Groups that were read; null = all. */
  get readKinds(): string[] | null {
    return this.scope.kinds;
  }

  /** Time that was read; null = all of it. */
  readTime(all: Incidents): Window | null {
    if (!this.isLarge) return null;
    return { from: this.scope.isCut ? all.earliest() : this.scope.from, to: this.scope.to };
  }

  async read(view: View): Promise<void> {
    clearTimeout(this.timer);
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    if (view.asOf !== this.asOf) this.isLarge = false;
    this.asOf = view.asOf;
    this.events.began();
    try {
      const [picture, scope] = await this.gather(view, reading.signal);
      this.reading = null;
      this.scope = { ...scope, isCut: picture.total > picture.shown };
      this.events.took(new Incidents(picture));
    } catch (fault) {
      if (reading.signal.aborted) return;
      this.reading = null;
      this.events.failed(fault);
    }
  }

  /** Reads soon, so that a drag asks once and not at every pixel. */
  readSoon(view: View): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.read(view), ASK_AGAIN_MS);
  }

  /** Does the view ask for something that was not read? */
  isBeyond(before: View, view: View): boolean {
    const { from, to, kinds } = view;
    const hasChanged = from !== before.from || to !== before.to || kinds?.join() !== before.kinds?.join();
    if (!this.isLarge || !hasChanged) return false;
    const s = this.scope;
    const isInside = (s.from === null || (from !== null && from >= s.from)) && (s.to === null || (to !== null && to <= s.to));
    const isRead = s.kinds === null || (kinds !== null && kinds.every((kind) => s.kinds?.includes(kind)));
    return s.isCut || !isInside || !isRead;
  }

  /** Everything first; where that is too much, the view's part of it. */
  private async gather(view: View, signal: AbortSignal): Promise<[Picture, Scope]> {
    const part: Scope = { from: view.from, to: view.to, kinds: view.kinds, isCut: false };
    if (this.isLarge) return [await this.ask(part, signal), part];
    const picture = await this.ask(EVERYTHING, signal);
    if (picture.total <= picture.shown) return [picture, EVERYTHING];
    this.isLarge = true;
    const isPart = part.from !== null || part.to !== null || part.kinds !== null;
    return isPart ? [await this.ask(part, signal), part] : [picture, EVERYTHING];
  }

  private ask(scope: Scope, signal: AbortSignal): Promise<Picture> {
    const names = scope.kinds && this.kinds.filter((kind) => scope.kinds?.includes(groupsOf([kind])[0]));
    return readPicture({ from: scope.from, to: scope.to, kinds: names, asOf: this.asOf }, signal);
  }
}
