// How much was printed when, at the resolution of the view: the overview's bins until finer ones
// come.

import type { ReplayApi } from '../api/replay';
import type { Clock, Span } from '../trace/clock';
import type { Volume } from './timeline-canvas';

const DELAY_MS = 120;
const PIXELS = 2;
const MOST = 4000;

export class Activity {
  finer = $state.raw<Volume | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(private api: ReplayApi) {}

  /** What is needed now. Asked for a little later, so that zooming asks once. */
  want(view: Span, width: number, clock: Clock, coarse: number): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    const shown = Math.max(1, view.to - view.from);
    const busy = Math.max(1, clock.busy(view.to) - clock.busy(view.from));
    // A fold takes bins as well, and shows none of them.
    const bins = Math.min(MOST, Math.ceil(((width / PIXELS) * shown) / busy));
    const enough = (coarse * shown) / clock.end >= bins;
    if (enough) this.finer = null;
    else this.timer = setTimeout(() => void this.load(view, Math.max(1, bins)), DELAY_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  private async load(view: Span, bins: number): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const [from, to] = [Math.floor(view.from), Math.ceil(view.to) + 1];
    try {
      const found = await this.api.activity(from, to, bins, abort.signal);
      this.finer = { from: found.from, to: found.to, values: found.output };
    } catch {
      // The coarse bins stay; the next view asks again.
    }
  }
}
