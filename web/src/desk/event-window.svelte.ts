// A stretch of the trace's events around a moment, of some kinds: more are loaded where one looks.

import { asApiError } from '../api/http';
import type { ReplayApi } from '../api/replay';
import type { EventsView } from '../api/types';

type Told = EventsView['events'][number];

const PAGE = 120;
/** More than that are not kept: what is farthest from where one looks goes. */
const MOST = 2400;

export class EventWindow {
  events = $state.raw<Told[]>([]);
  busy = $state(false);
  error = $state('');
  /** Whether there are events before and after these. */
  moreBefore = $state(false);
  moreAfter = $state(false);

  private kinds = '';
  private abort: AbortController | null = null;

  constructor(private api: ReplayApi) {}

  /** Whether an event is within what is loaded, so that nothing needs to be fetched for it. */
  covers(seq: number, kinds: string): boolean {
    if (kinds !== this.kinds || this.error) return false;
    const [first, last] = [this.events[0], this.events.at(-1)];
    if (!first || !last) return false;
    return (seq >= first.seq || !this.moreBefore) && (seq <= last.seq || !this.moreAfter);
  }

  /** The events around one. */
  around(seq: number, kinds: string): Promise<void> {
    this.stop();
    this.kinds = kinds;
    return this.run(async (signal) => {
      const [earlier, later] = await Promise.all([
        this.api.events({ before: seq + 1, kinds, newest_first: true, limit: PAGE }, signal),
        this.api.events({ after: seq, kinds, limit: PAGE }, signal),
      ]);
      this.events = [...earlier.events.toReversed(), ...later.events];
      this.moreBefore = earlier.more;
      this.moreAfter = later.more;
    });
  }

  /** Loads what is before; answers how many rows came. */
  async earlier(): Promise<number> {
    const first = this.events[0];
    if (!first || !this.moreBefore || this.busy) return 0;
    let came = 0;
    await this.run(async (signal) => {
      const query = { before: first.seq, kinds: this.kinds, newest_first: true, limit: PAGE };
      const page = await this.api.events(query, signal);
      came = page.events.length;
      const all = [...page.events.toReversed(), ...this.events];
      this.events = all.slice(0, MOST);
      this.moreBefore = page.more;
      this.moreAfter ||= all.length > MOST;
    });
    return came;
  }

  /** Loads what is after; answers how many rows before went. */
  async later(): Promise<number> {
    const last = this.events.at(-1);
    if (!last || !this.moreAfter || this.busy) return 0;
    let went = 0;
    await this.run(async (signal) => {
      const page = await this.api.events(
        { after: last.seq, kinds: this.kinds, limit: PAGE },
        signal,
      );
      const all = [...this.events, ...page.events];
      went = Math.max(0, all.length - MOST);
      this.events = all.slice(went);
      this.moreAfter = page.more;
      this.moreBefore ||= went > 0;
    });
    return went;
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
    this.busy = false;
  }

  private async run(load: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    this.busy = true;
    this.error = '';
    try {
      await load(abort.signal);
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.error = asApiError(cause).message;
    }
    if (this.abort === abort) this.busy = false;
  }
}
