// Saves a text by itself: a little after the last key, but not long after the first one that is not
// saved, since time may run out on whoever never pauses. One request at a time, and again when a
// request fails. What was typed last is what is saved last.

import { type ApiError, asApiError, UNREACHABLE } from '../api/http';

export type SaveState = 'saved' | 'typing' | 'saving' | 'failed';

const DELAY_MS = 1_200;
/** From a key on, however many follow. */
const LONGEST_MS = 3_000;
const RETRY_MS = 4_000;
/** Failures that time may heal. */
const PASSING = [UNREACHABLE, 'disk_full', 'interrupted', 'paused', 'too_often'];

export class Autosave {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request: Promise<void> | null = null;
  private text: string;
  private stopped = false;
  /** When the first key was typed that no request has sent. */
  private since: number | null = null;

  constructor(
    private saved: string,
    private send: (text: string) => Promise<void>,
    private onstate: (state: SaveState, error: ApiError | null) => void,
    private delay = DELAY_MS,
    private retry = RETRY_MS,
    private longest = LONGEST_MS,
  ) {
    this.text = saved;
  }

  /** The text is this now. */
  typed(text: string): void {
    this.text = text;
    if (this.request) return;
    if (text === this.saved) {
      clearTimeout(this.timer);
      this.since = null;
      this.onstate('saved', null);
    } else {
      this.onstate('typing', null);
      this.since ??= Date.now();
      this.later(Math.min(this.delay, this.since + this.longest - Date.now()));
    }
  }

  /** The service has this, whoever saved it. */
  known(saved: string): void {
    this.saved = saved;
    this.typed(this.text);
  }

  /** Whether the last text is saved. */
  get isSaved(): boolean {
    return this.text === this.saved;
  }

  /** Saves now what is not saved; resolves when that succeeded or failed. */
  flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    while (this.request) await this.request;
    if (this.isSaved) return;
    this.request = this.save(this.text);
    await this.request;
  };

  private async save(text: string): Promise<void> {
    this.onstate('saving', null);
    this.since = null;
    try {
      await this.send(text);
      this.saved = text;
      this.request = null;
      if (this.text === text) this.onstate('saved', null);
      else this.typed(this.text);
    } catch (cause) {
      this.request = null;
      const error = asApiError(cause);
      this.onstate('failed', error);
      if (this.text !== text) this.later(this.delay);
      else if (PASSING.includes(error.code)) this.later(this.retry);
    }
  }

  /** The field goes away: what is left is sent at once, and not tried again. */
  stop(): void {
    void this.flush();
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private later(delay: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(this.flush, delay);
  }
}
