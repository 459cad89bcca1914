// Saves a text by itself: a little after the last key, one request at a time, and again when a
// request fails. What was typed last is what is saved last.

import { type ApiError, asApiError, UNREACHABLE } from '../api/http';

export type SaveState = 'saved' | 'typing' | 'saving' | 'failed';

const DELAY_MS = 1_200;
const RETRY_MS = 4_000;
/** Failures that time may heal. */
const PASSING = [UNREACHABLE, 'disk_full', 'interrupted', 'paused'];

export class Autosave {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request: Promise<void> | null = null;
  private text: string;
  private stopped = false;

  constructor(
    private saved: string,
    private send: (text: string) => Promise<void>,
    private onstate: (state: SaveState, error: ApiError | null) => void,
    private delay = DELAY_MS,
    private retry = RETRY_MS,
  ) {
    this.text = saved;
  }

  /** The text is this now. */
  typed(text: string): void {
    this.text = text;
    if (this.request) return;
    if (text === this.saved) {
      clearTimeout(this.timer);
      this.onstate('saved', null);
    } else {
      this.onstate('typing', null);
      this.later(this.delay);
    }
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
