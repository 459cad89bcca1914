// Saves a text by itself: shortly after the last key, and at the latest a fixed time after the first unsaved
// one, because time may run out while somebody types without a pause. Only one request runs at a time, and a
// failed request is repeated. The text that was typed last is the text that is saved last.

import { type ApiError, asApiError, UNREACHABLE } from '../api/http';

export type SaveState = 'saved' | 'typing' | 'saving' | 'failed';

const DELAY_MS = 1_200;
/** Counted from the first unsaved key, however many keys follow. */
const LONGEST_MS = 3_000;
const RETRY_MS = 4_000;
/** Failures that may go away by themselves. */
const PASSING = [UNREACHABLE, 'disk_full', 'disk_error', 'interrupted', 'paused', 'too_often'];

export class Autosave {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request: Promise<void> | null = null;
  private text: string;
  private stopped = false;
  /** When the first key was typed that no request has sent yet. */
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

  /** The service has this text, whoever saved it. */
  known(saved: string): void {
    this.saved = saved;
    this.typed(this.text);
  }

  get isSaved(): boolean {
    return this.text === this.saved;
  }

  /** Saves what is not saved yet; resolves when that has succeeded or failed. */
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

  /** The field is going away: what is left is sent once and not tried again. */
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
