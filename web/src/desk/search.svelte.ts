// Search over the whole trace: what is looked for, what was found, and where one is in it.

import { asApiError } from '../api/http';
import type { ReplayApi } from '../api/replay';
import type { HitView } from '../api/types';
import { after, before } from '../trace/cursor';

const DELAY_MS = 200;
/** The service gives no more. */
const MOST = 200;

export class Search {
  query = $state('');
  kinds = $state('');
  hits = $state.raw<HitView[]>([]);
  total = $state(0);
  /** Whether what is shown answers what is asked. */
  busy = $state(false);
  /** Whether the trace is not wholly indexed yet. */
  partial = $state(false);
  plain = $state(false);
  error = $state('');
  active = $derived(this.query.trim() !== '');

  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  /** As many hits as `most`, the best ones; in order of time, or the best first. */
  constructor(
    private api: Pick<ReplayApi, 'search'>,
    private most = MOST,
    private byTime = true,
  ) {}

  /** Looks for something else. */
  look(query: string, kinds = this.kinds): void {
    this.query = query;
    this.kinds = kinds;
    clearTimeout(this.timer);
    this.abort?.abort();
    this.busy = this.active;
    if (this.active) this.timer = setTimeout(() => void this.run(), DELAY_MS);
    else this.clear();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  /** The hit after or before an event; null beyond the ends. */
  step(seq: number, forward: boolean): HitView | null {
    const seqs = this.hits.map((hit) => hit.seq);
    const next = forward ? after(seqs, seq) : before(seqs, seq);
    return this.hits.find((hit) => hit.seq === next) ?? null;
  }

  private clear(): void {
    this.hits = [];
    this.total = 0;
    this.error = '';
  }

  private async run(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      const found = await this.api.search(this.query.trim(), this.kinds, this.most, abort.signal);
      this.hits = this.byTime
        ? found.hits.toSorted((left, right) => left.seq - right.seq)
        : found.hits;
      this.total = found.total;
      this.plain = found.plain;
      this.partial = found.building !== null;
      this.error = '';
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.clear();
      this.error = asApiError(cause).message;
    }
    this.busy = false;
  }
}
