// Shows one terminal as it was at any event: feeds recorded bytes up to there. Going back starts
// from the nearest keyframe (the screen, serialised on the way) or from the beginning.

import { SerializeAddon } from '@xterm/addon-serialize';
import type { Terminal } from '@xterm/xterm';
import type { Event, Payload } from '../api/types';
import { join } from '../bytes/join';
import type { Blobs } from '../trace/load';
import { payloadLength } from '../trace/timeline';

type Step = { seq: number } & ({ bytes: Payload; length: number } | { cols: number; rows: number });

interface Keyframe {
  /** How many steps it shows. */
  fed: number;
  screen: string;
  cols: number;
  rows: number;
}

/** How much is fed at once. */
const BATCH = 64 * 1024;
/** How much is fed between two keyframes. */
const KEYFRAME_EVERY = 512 * 1024;
const KEYFRAME_SCROLLBACK = 500;
/** How many steps ahead contents are fetched. */
const AHEAD = 24;

/** What a terminal's screen is made of, in order. */
export function stepsOf(events: Event[], terminal: number): Step[] {
  const steps: Step[] = [];
  for (const event of events) {
    if (event.kind === 'terminal.output' && event.data.terminal === terminal) {
      const { bytes } = event.data;
      steps.push({ seq: event.seq, bytes, length: payloadLength(bytes) });
    } else if (event.kind === 'terminal.opened' || event.kind === 'terminal.resized') {
      const { cols, rows } = event.data;
      if (event.data.terminal === terminal) steps.push({ seq: event.seq, cols, rows });
    }
  }
  return steps;
}

/** How many steps had happened at this event. */
export function stepsUntil(steps: Step[], seq: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle].seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class ReplayFeed {
  private serializer = new SerializeAddon();
  private keyframes: Keyframe[] = [];
  private sinceKeyframe = 0;
  private fed = 0;
  private target = 0;
  private running = false;
  private stopped = false;

  constructor(
    private terminal: Terminal,
    private steps: Step[],
    private blobs: Blobs,
    /** How much of the way is done, from 0 to 1. */
    private progress: (share: number) => void,
    private failed: (cause: unknown) => void,
  ) {
    terminal.loadAddon(this.serializer);
  }

  stop(): void {
    this.stopped = true;
  }

  /** More was recorded meanwhile. */
  extend(steps: Step[]): void {
    this.steps = steps;
  }

  /** Shows the screen as it was at this event; the newest wish counts. */
  show(seq: number): void {
    this.target = stepsUntil(this.steps, seq);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      const from = this.fed;
      while (this.fed !== this.target && !this.stopped) {
        if (this.fed > this.target) await this.goBack();
        else await this.goOn();
        this.progress(this.share(from));
      }
    } catch (cause) {
      this.failed(cause);
    }
    this.running = false;
    this.progress(1);
  }

  private share(from: number): number {
    const way = this.target - Math.min(from, this.target);
    return way === 0 ? 1 : Math.max(0, Math.min(1, (this.fed - from) / way));
  }

  private async goBack(): Promise<void> {
    const keyframe = this.keyframes.findLast((candidate) => candidate.fed <= this.target);
    this.terminal.reset();
    this.fed = keyframe?.fed ?? 0;
    this.sinceKeyframe = 0;
    if (!keyframe) return;
    this.terminal.resize(keyframe.cols, keyframe.rows);
    await this.write(keyframe.screen);
  }

  private async goOn(): Promise<void> {
    const step = this.steps[this.fed];
    if ('cols' in step) {
      this.terminal.resize(Math.max(2, step.cols), Math.max(1, step.rows));
      this.fed++;
      return;
    }
    const batch: Promise<Uint8Array>[] = [];
    let length = 0;
    let next = this.fed;
    for (; next < this.target && length < BATCH; next++) {
      const piece = this.steps[next];
      if (!('bytes' in piece)) break;
      batch.push(this.blobs.bytes(piece.bytes));
      length += piece.length;
    }
    this.prefetch(next);
    await this.write(join(await Promise.all(batch)));
    if (this.stopped) return;
    this.fed = next;
    this.sinceKeyframe += length;
    if (this.sinceKeyframe >= KEYFRAME_EVERY) this.keep();
  }

  private prefetch(from: number): void {
    for (const step of this.steps.slice(from, Math.min(from + AHEAD, this.target))) {
      if ('bytes' in step) this.blobs.bytes(step.bytes).catch(() => undefined);
    }
  }

  /** Keeps the screen as it is, unless that was done on an earlier way through. */
  private keep(): void {
    this.sinceKeyframe = 0;
    if ((this.keyframes.at(-1)?.fed ?? 0) >= this.fed) return;
    const screen = this.serializer.serialize({ scrollback: KEYFRAME_SCROLLBACK });
    const { cols, rows } = this.terminal;
    this.keyframes.push({ fed: this.fed, screen, cols, rows });
  }

  private write(content: Uint8Array | string): Promise<void> {
    return new Promise((done) => this.terminal.write(content, done));
  }
}
