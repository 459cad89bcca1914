// The desk's state: the session, its trace, and where in it the practitioner looks.
//
// The cursor is an event (`seq`). `time` follows it; only while playing `time` runs between events
// and `seq` is the last event that had happened.

import { type ApiError } from '../api/http';
import { sessionView } from '../api/practitioner';
import type { Event, SessionView } from '../api/types';
import { failure } from '../practitioner/resource.svelte';
import { after, before, seqAt, timeOf } from '../trace/index';
import { Blobs, loadEvents } from '../trace/load';
import { marksOf } from '../trace/timeline';
import { fragmentOf, type Range, rangeOf } from './location';
import { advance } from './playback';

const CHECKS_POLL_MS = 3000;
const ADDRESS_DELAY_MS = 250;

export class DeskState {
  readonly blobs: Blobs;
  view = $state.raw<SessionView | null>(null);
  events = $state.raw<Event[]>([]);
  loaded = $state(0);
  complete = $state(false);
  error = $state.raw<ApiError | null>(null);

  seq = $state(0);
  time = $state(0);
  range = $state.raw<Range | null>(null);
  playing = $state(false);
  speed = $state(4);
  skipIdle = $state(true);

  marks = $derived(marksOf(this.events));
  markSeqs = $derived(this.marks.map((mark) => mark.seq));
  /** The last working time of the trace. */
  end = $derived(this.events.reduce((latest, event) => Math.max(latest, event.active), 1));

  private stopped = false;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private address: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;

  constructor(readonly session: string) {
    this.blobs = new Blobs(session);
    window.addEventListener('hashchange', this.readAddress);
    void this.load();
  }

  stop(): void {
    this.stopped = true;
    this.pause();
    clearTimeout(this.poll);
    clearTimeout(this.address);
    window.removeEventListener('hashchange', this.readAddress);
  }

  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.view = await sessionView(this.session);
      const events = await loadEvents(this.session, this.events, (all) => (this.loaded = all));
      if (events.length !== this.events.length) this.events = events;
    } catch (cause) {
      this.error = failure(cause);
      return;
    }
    if (!this.complete) {
      this.complete = true;
      this.readAddress();
      if (this.seq === 0) this.seek(this.events.find((e) => e.kind === 'brief.opened')?.seq ?? 1);
    }
    const unfinished = this.view.checks_running || this.view.row.state === 'running';
    if (unfinished && !this.stopped) this.poll = setTimeout(this.load, CHECKS_POLL_MS);
  };

  /** Puts the cursor on an event. */
  seek(seq: number): void {
    this.seq = Math.max(Math.min(1, this.events.length), Math.min(this.events.length, seq));
    this.time = timeOf(this.events, this.seq);
    this.writeAddress();
  }

  /** Puts the cursor at a time. */
  seekTime(time: number): void {
    this.time = Math.max(0, Math.min(this.end, time));
    this.seq = Math.max(1, seqAt(this.events, this.time));
    this.writeAddress();
  }

  /** Selects a range of events, in any order. */
  select(first: number, second: number): void {
    this.range = { from: Math.min(first, second), to: Math.max(first, second) };
    this.writeAddress();
  }

  clearRange(): void {
    this.range = null;
    this.writeAddress();
  }

  nextOf(sorted: number[]): void {
    const next = after(sorted, this.seq);
    if (next !== null) this.seek(next);
  }

  previousOf(sorted: number[]): void {
    const previous = before(sorted, this.seq);
    if (previous !== null) this.seek(previous);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  private play(): void {
    if (this.time >= this.end) this.seek(1);
    this.playing = true;
    let last = performance.now();
    const step = (now: number): void => {
      if (!this.playing) return;
      const elapsed = (now - last) * 1000;
      last = now;
      const time = advance(this.events, this.time, elapsed, this.speed, this.skipIdle);
      this.time = Math.min(time, this.end);
      this.seq = Math.max(1, seqAt(this.events, this.time));
      if (this.time >= this.end) this.pause();
      else this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    if (this.complete) this.writeAddress();
  }

  private readAddress = (): void => {
    const range = rangeOf(window.location.hash);
    if (!range || !this.complete) return;
    this.range = range.from === range.to ? null : range;
    this.seek(range.from);
  };

  /** A little later, so that dragging writes the address once. */
  private writeAddress(): void {
    clearTimeout(this.address);
    this.address = setTimeout(() => {
      if (this.stopped || this.playing) return;
      const range = this.range ?? { from: this.seq, to: this.seq };
      window.history.replaceState(null, '', fragmentOf(range));
    }, ADDRESS_DELAY_MS);
  }
}
