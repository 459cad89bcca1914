// Plays a trace from a moment on: time passes, events pass with it, and those who show terminals
// are told of them. Where a fold is skipped, or more is printed than can be drawn, it goes on from
// the moment there.

import { untrack } from 'svelte';
import type { At, ReplayApi } from '../api/replay';
import type { Event, MomentView } from '../api/types';
import { failure } from '../site/resource.svelte';
import type { Clock } from '../trace/clock';
import { advance, Playback } from './playback';

/** How often what is beside the terminals is brought up to date, if anything changed. */
const REFRESH_MS = 800;
/** How far behind the screens may be, in bytes, before they are painted anew. */
const MOST_BEHIND = 4 * 1024 * 1024;

/** Someone who shows what passes. */
export interface Audience {
  /** Everything begins anew at this moment. */
  begin: (moment: MomentView) => void;
  /** These events passed. */
  pass: (events: Event[]) => void;
  /** Bytes that are not drawn yet. */
  behind: () => number;
}

/** What is played: the cursor and the moment of a desk. */
export interface Played {
  readonly api: ReplayApi;
  readonly clock: Clock;
  readonly end: number;
  readonly waiting: boolean;
  seq: number;
  time: number;
  moment: MomentView | null;
  trouble: string;
  seek(seq: number, time?: number): void;
  want(at: At): void;
  momentAt(at: At): Promise<MomentView>;
  writeAddress(): void;
}

export class Player {
  playing = $state(false);
  speed = $state(4);
  /** Whether it waits for events or a moment. */
  buffering = $state(false);

  private audience = new Set<Audience>();
  private playback: Playback;
  private frame = 0;
  private last = 0;
  private refreshed = 0;
  private stale = false;
  /** Counts jumps: what an old one brings is not wanted any more. */
  private turn = 0;

  constructor(private desk: Played) {
    this.playback = new Playback(
      (after, limit, signal) => desk.api.events({ after, limit }, signal),
      (cause) => {
        desk.trouble = failure(cause).message;
        this.pause();
      },
    );
  }

  /** Joins those who are told; returns how to leave. While it plays it goes on from here for all. */
  join(member: Audience): () => void {
    this.audience.add(member);
    // Who joins within an effect must not join again whenever time passes.
    if (untrack(() => this.playing))
      void untrack(() => this.goOnFrom({ time: Math.floor(this.desk.time) }));
    return () => this.audience.delete(member);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  faster(factor: number): void {
    this.speed = Math.min(32, Math.max(1, this.speed * factor));
  }

  async play(): Promise<void> {
    const { desk } = this;
    if (desk.time >= desk.end) desk.seek(1, 0);
    this.playing = true;
    await this.goOnFrom(desk.waiting ? { time: Math.floor(desk.time) } : { seq: desk.seq });
  }

  /** Stops, and brings everything to where it stopped. */
  pause(): void {
    if (!this.playing) return;
    this.halt();
    this.desk.want({ seq: this.desk.seq });
    this.desk.writeAddress();
  }

  /** Stops, to go elsewhere. */
  halt(): void {
    if (!this.playing) return;
    this.playing = false;
    this.turn++;
    cancelAnimationFrame(this.frame);
    this.playback.stop();
    this.buffering = false;
  }

  /** Paints the moment and plays from there. */
  private async goOnFrom(at: At): Promise<void> {
    const turn = ++this.turn;
    cancelAnimationFrame(this.frame);
    this.buffering = true;
    try {
      const moment = await this.desk.momentAt(at);
      if (turn !== this.turn) return;
      this.desk.moment = moment;
      this.desk.seq = moment.seq;
      if ('time' in at) this.desk.time = at.time;
      for (const member of this.audience) member.begin(moment);
      this.playback.start(moment.seq);
      this.last = performance.now();
      this.frame = requestAnimationFrame(this.step);
    } catch (cause) {
      if (turn !== this.turn) return;
      this.desk.trouble = failure(cause).message;
      this.pause();
    }
  }

  private step = (now: number): void => {
    if (!this.playing) return;
    const { desk } = this;
    const elapsed = (now - this.last) * 1000;
    this.last = now;
    const wanted = advance(desk.time, elapsed, this.speed, desk.clock);
    const skipped = wanted > desk.time + elapsed * this.speed + 1;
    const behind = Math.max(0, ...[...this.audience].map((member) => member.behind()));
    if ((skipped && wanted > this.playback.reach) || behind > MOST_BEHIND) {
      desk.time = wanted;
      void this.goOnFrom({ time: Math.floor(wanted) });
      return;
    }
    this.buffering = wanted > this.playback.reach;
    desk.time = Math.max(desk.time, Math.min(wanted, this.playback.reach));
    this.pass(this.playback.take(desk.time));
    this.refresh(now);
    if (desk.time >= desk.end) this.pause();
    else this.frame = requestAnimationFrame(this.step);
  };

  private pass(events: Event[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.desk.seq = last.seq;
    if (events.some((event) => !/^terminal\.(output|input)$/.test(event.kind))) this.stale = true;
    for (const member of this.audience) member.pass(events);
  }

  private refresh(now: number): void {
    if (!this.stale || now - this.refreshed < REFRESH_MS) return;
    this.stale = false;
    this.refreshed = now;
    this.desk.want({ seq: this.desk.seq });
  }
}
