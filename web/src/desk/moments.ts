// Fetches moments for a cursor that moves faster than answers come.
//
// One request is under way at a time; of the wishes that come meanwhile only the newest waits. So
// dragging shows moments on the way, as fast as the service gives them, and ends where it ends. A
// request that takes long gives way to a newer wish.

import type { At } from '../api/replay';
import type { MomentView } from '../api/types';

/** How long a request may keep a newer wish waiting. */
const PATIENCE_MS = 250;
/** How many moments are kept at hand. */
const KEPT = 32;

type Fetch = (at: At, signal: AbortSignal) => Promise<MomentView>;

export interface Told {
  arrived: (moment: MomentView, at: At) => void;
  failed: (cause: unknown) => void;
}

const keyOf = (at: At) => ('seq' in at ? `seq ${at.seq}` : `time ${at.time}`);

export class Moments {
  private kept = new Map<string, MomentView>();
  private running: { at: At; since: number; abort: AbortController } | null = null;
  private next: At | null = null;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private fetch: Fetch,
    private told: Told,
    private now: () => number = () => performance.now(),
  ) {}

  /** The cursor is here now. */
  want(at: At): void {
    const known = this.recall(at);
    if (known) {
      this.forget();
      this.told.arrived(known, at);
    } else if (!this.running) void this.run(at);
    else if (keyOf(this.running.at) === keyOf(at)) this.next = null;
    else {
      this.next = at;
      const left = PATIENCE_MS - (this.now() - this.running.since);
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.running?.abort.abort(), Math.max(0, left));
    }
  }

  /** A moment for its own sake, beside the cursor's. */
  async get(at: At): Promise<MomentView> {
    const known = this.recall(at);
    if (known) return known;
    const moment = await this.fetch(at, new AbortController().signal);
    this.keep(at, moment);
    return moment;
  }

  /** A trace that grew: what was "the last moment until then" may be another. */
  grown(): void {
    for (const key of this.kept.keys()) if (key.startsWith('time')) this.kept.delete(key);
  }

  stop(): void {
    this.stopped = true;
    this.forget();
  }

  private forget(): void {
    this.next = null;
    clearTimeout(this.patience);
    this.running?.abort.abort();
  }

  private async run(at: At): Promise<void> {
    const abort = new AbortController();
    this.running = { at, since: this.now(), abort };
    try {
      const moment = await this.fetch(at, abort.signal);
      this.keep(at, moment);
      if (!abort.signal.aborted) this.told.arrived(moment, at);
    } catch (cause) {
      if (!abort.signal.aborted) this.told.failed(cause);
    }
    clearTimeout(this.patience);
    this.running = null;
    const { next } = this;
    this.next = null;
    if (next && !this.stopped) this.want(next);
  }

  private recall(at: At): MomentView | undefined {
    const key = keyOf(at);
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
    }
    return known;
  }

  private keep(at: At, moment: MomentView): void {
    this.kept.set(keyOf(at), moment);
    this.kept.set(keyOf({ seq: moment.seq }), moment);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
  }
}
