// How replayed time passes, and the events that pass with it: loaded page by page, a little ahead,
// and forgotten once they have passed.

import type { Event, EventsView } from '../api/types';
import type { Clock } from '../trace/clock';
import { payloadLength } from '../trace/payload';

/** How long before the end of a fold the replay goes on after it was skipped. */
const LEAD = 500_000;
/** Events in a page, at first, at least and at most: fewer in a flood, more when little is said. */
const PAGE = 100;
const FEWEST = 25;
const MOST = 800;
/** How large a page should be, by what terminals printed in it. */
const PAGE_BYTES = 512 * 1024;

/** The replayed time after `elapsed` microseconds of real time; what is folded is skipped. */
export function advance(time: number, elapsed: number, speed: number, clock: Clock): number {
  const moved = Math.min(clock.end, time + elapsed * speed);
  const fold = clock.foldAt(moved);
  return fold && moved < fold.to - LEAD ? Math.max(moved, fold.to - LEAD) : moved;
}

type Fetch = (after: number, limit: number, signal: AbortSignal) => Promise<EventsView>;

export class Playback {
  private events: Event[] = [];
  private after = 0;
  private more = true;
  private loading = false;
  private limit = PAGE;
  private abort = new AbortController();

  constructor(
    private fetch: Fetch,
    private failed: (cause: unknown) => void,
  ) {}

  /** Goes on after this event. */
  start(seq: number): void {
    this.stop();
    this.events = [];
    this.after = seq;
    this.more = true;
    this.abort = new AbortController();
    void this.load();
  }

  stop(): void {
    this.abort.abort();
    this.loading = false;
  }

  /** The time until which everything is here. */
  get reach(): number {
    if (!this.more) return Infinity;
    return this.events.at(-1)?.active ?? -Infinity;
  }

  /** The events until a time, which are then forgotten. */
  take(time: number): Event[] {
    let passed = 0;
    while (passed < this.events.length && this.events[passed].active <= time) passed++;
    const taken = this.events.splice(0, passed);
    if (this.events.length < this.limit) void this.load();
    return taken;
  }

  private async load(): Promise<void> {
    if (this.loading || !this.more) return;
    this.loading = true;
    const { signal } = this.abort;
    try {
      const page = await this.fetch(this.after, this.limit, signal);
      if (signal.aborted) return;
      this.events.push(...page.events);
      this.after = page.events.at(-1)?.seq ?? this.after;
      this.more = page.more;
      this.adapt(page.events);
    } catch (cause) {
      if (signal.aborted) return;
      this.failed(cause);
    }
    this.loading = false;
  }

  private adapt(events: Event[]): void {
    let bytes = 0;
    for (const event of events) {
      if (event.kind === 'terminal.output') bytes += payloadLength(event.data.bytes);
    }
    const factor = bytes > PAGE_BYTES ? 0.5 : bytes < PAGE_BYTES / 4 ? 2 : 1;
    this.limit = Math.min(MOST, Math.max(FEWEST, Math.round(this.limit * factor)));
  }
}
