// The candidate's session as the page knows it: the newest view, the server's clock, what is wrong.

import { CandidateApi } from '../api/candidate';
import { ApiError, asApiError, UNREACHABLE } from '../api/http';
import type { CandidateView, NoteRequest } from '../api/types';
import { leftMs, offsetOf } from '../clock/clock';
import type { Autosave } from './autosave';

const POLL_MS = 15_000;
/** While it runs: a message should not wait for long. */
const POLL_RUNNING_MS = 4_000;
const POLL_LOST_MS = 3_000;
const TICK_MS = 500;
/** Answers after which there is nothing more to show. */
const FINAL = ['token_unknown', 'invitation_expired'];

/** Answers that say that the page shows what is no longer so. */
const STALE = ['already_submitted', 'withdrawn', 'paused', 'not_paused', 'time_is_up'];

export class CandidateSession {
  readonly api: CandidateApi;
  view = $state.raw<CandidateView | null>(null);
  /** Why there is nothing to show. */
  problem = $state.raw<ApiError | null>(null);
  /** Whether the service answered last time. */
  reachable = $state(true);
  /** Milliseconds left by the server's clock; null before the start. */
  left = $state<number | null>(null);
  /** Requests that have not been answered. */
  saving = $state(0);

  /** Texts that save themselves, as long as they are on the page. */
  readonly autosaves = new Set<Autosave>();

  private offset = 0;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private tick: ReturnType<typeof setInterval>;
  private stopped = false;
  private asked = 0;

  constructor(token: string) {
    this.api = new CandidateApi(token);
    this.tick = setInterval(() => this.count(), TICK_MS);
    void this.refresh();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.poll);
    clearInterval(this.tick);
  }

  /** Asks for the newest view, and again after a while. */
  refresh = async (): Promise<void> => {
    clearTimeout(this.poll);
    const asked = ++this.asked;
    try {
      const view = await this.api.view();
      // A view that was asked for before a change would show the time before it.
      if (asked === this.asked) this.take(view);
    } catch (cause) {
      this.failed(asApiError(cause));
    }
    if (this.stopped || this.problem) return;
    const usual = this.view?.state === 'running' ? POLL_RUNNING_MS : POLL_MS;
    this.poll = setTimeout(this.refresh, this.reachable ? usual : POLL_LOST_MS);
  };

  consent(): Promise<void> {
    return this.change(() => this.api.consent({ statement: this.view?.statement ?? '' }));
  }

  start(): Promise<void> {
    return this.change(() => this.api.start());
  }

  /** What is written is saved first; if that fails, nothing is handed in. */
  async submit(note: string): Promise<void> {
    const autosaves = [...this.autosaves];
    await Promise.all(autosaves.map((autosave) => autosave.flush()));
    if (!autosaves.every((autosave) => autosave.isSaved)) {
      const message = 'An answer could not be saved yet, so nothing was handed in. Try again.';
      throw new ApiError(0, 'answer_unsaved', message);
    }
    return this.change(() => this.api.submit({ final_note: note }));
  }

  /** What is written is saved first: in a pause nothing is. */
  async pause(): Promise<void> {
    await Promise.all([...this.autosaves].map((autosave) => autosave.flush()));
    return this.change(() => this.api.pause());
  }

  resume(): Promise<void> {
    return this.change(() => this.api.resume());
  }

  withdraw(reason: string): Promise<void> {
    return this.change(() => this.api.withdraw({ reason }));
  }

  addNote(note: NoteRequest): Promise<void> {
    return this.change(() => this.api.addNote(note));
  }

  reviseNote(number: number, note: NoteRequest): Promise<void> {
    return this.change(() => this.api.reviseNote(number, note));
  }

  answer(question: string, text: string): Promise<void> {
    return this.change(() => this.api.answer(question, { text }));
  }

  reply(inject: string, text: string): Promise<void> {
    return this.change(() => this.api.reply(inject, { text }));
  }

  handingIn(): Promise<void> {
    return this.change(() => this.api.handingIn());
  }

  private async change(request: () => Promise<CandidateView>): Promise<void> {
    this.saving++;
    try {
      const view = await request();
      this.asked++;
      this.take(view);
    } catch (cause) {
      const error = asApiError(cause);
      if (STALE.includes(error.code)) await this.refresh();
      else this.failed(error, false);
      throw error;
    } finally {
      this.saving--;
    }
  }

  private take(view: CandidateView): void {
    this.view = view;
    this.reachable = true;
    this.problem = null;
    this.offset = offsetOf(view.clock, Date.now());
    this.count();
  }

  private failed(error: ApiError, whole = true): void {
    if (error.code === UNREACHABLE) this.reachable = false;
    if (FINAL.includes(error.code) || (whole && !this.view && error.code !== UNREACHABLE)) {
      this.problem = error;
    }
  }

  private count(): void {
    const before = this.left;
    this.left = this.view ? leftMs(this.view.clock, this.offset, Date.now()) : null;
    if (before !== null && before > 0 && this.left === 0) void this.refresh();
  }
}

/**
 * When something was saved, in microseconds of the server's wall clock. It counts from the session's
 * creation, and a session's id (UUID version 7) begins with its creation in milliseconds.
 */
export function savedAt(session: string, at: number): number {
  return parseInt(session.replaceAll('-', '').slice(0, 12), 16) * 1000 + at;
}
