// The candidate's session as the page knows it: the newest view, the server's clock, what is wrong.

import { CandidateApi } from '../api/candidate';
import { ApiError, asApiError, UNREACHABLE } from '../api/http';
import type { CandidateView, DraftView, NoteRequest } from '../api/types';
import { leftMs, offsetOf } from '../clock/clock';
import type { Drafts } from './drafts';
import { ServerText } from './server-text.svelte';
import { type Shown, shownAfter } from './shown';

const POLL_MS = 15_000;
/** While it runs: a message should not wait for long. */
const POLL_RUNNING_MS = 4_000;
const POLL_LOST_MS = 3_000;
const TICK_MS = 500;
/** So near the end every text is saved at once. */
const NEARLY_UP_MS = 4_000;
/** Answers after which there is nothing more to show. */
const FINAL = ['token_unknown', 'invitation_expired'];

/** Answers that say that the page shows what is no longer so. */
const STALE = [
  'already_submitted',
  'withdrawn',
  'paused',
  'not_paused',
  'time_is_up',
  'handing_in',
  'note_changed',
];

export class CandidateSession {
  readonly api: CandidateApi;
  view = $state.raw<Shown | null>(null);
  /** Why there is nothing to show. */
  problem = $state.raw<ApiError | null>(null);
  /** Whether the service answered last time. */
  reachable = $state(true);
  /** Milliseconds left by the server's clock; null before the start. */
  left = $state<number | null>(null);
  /** Requests that have not been answered. */
  saving = $state(0);

  /** Texts that save themselves, as long as the page lives: also while another tab is shown. */
  private readonly texts = new Map<string, ServerText>();

  private offset = 0;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private tick: ReturnType<typeof setInterval>;
  private stopped = false;
  private asked = 0;

  constructor(token: string) {
    this.api = new CandidateApi(token);
    this.tick = setInterval(() => this.count(), TICK_MS);
    // Whoever leaves the page may not come back before time is up.
    addEventListener('pagehide', this.flushAll);
    void this.refresh();
  }

  stop(): void {
    this.stopped = true;
    removeEventListener('pagehide', this.flushAll);
    clearTimeout(this.poll);
    clearInterval(this.tick);
    for (const text of this.texts.values()) text.autosave.stop();
  }

  /** The text of this name on the server; `local` is its name in this browser. */
  text(drafts: Drafts, name: string, local: string, initial = ''): ServerText {
    const known = this.texts.get(name);
    if (known) return known;
    const kept = this.view?.drafts.find((it) => it.draft === name);
    const made = new ServerText(this, drafts, { name, local, kept, initial });
    this.texts.set(name, made);
    return made;
  }

  /** Asks for the newest view, and again after a while. */
  refresh = async (): Promise<void> => {
    clearTimeout(this.poll);
    const asked = ++this.asked;
    try {
      const view = await this.api.view();
      this.take(view, asked === this.asked);
    } catch (cause) {
      this.failed(asApiError(cause));
    }
    if (this.stopped || this.problem) return;
    const usual = this.view?.state === 'running' ? POLL_RUNNING_MS : POLL_MS;
    this.poll = setTimeout(this.refresh, this.reachable ? usual : POLL_LOST_MS);
  };

  consent(): Promise<void> {
    return this.change(() => this.api.consent({ statement: this.view?.given.statement ?? '' }));
  }

  start(): Promise<void> {
    return this.change(() => this.api.start());
  }

  /** What is written is saved first; if that fails, nothing is handed in. */
  async submit(note: { text: string; revision: number }): Promise<void> {
    await this.saveAll('so nothing was handed in');
    const { text, revision } = note;
    return this.change(() => this.api.submit({ final_note: text, revision }));
  }

  /** What is written is saved first: in a pause nothing is. */
  async pause(): Promise<void> {
    await this.flushAll();
    return this.change(() => this.api.pause());
  }

  /** Sends what is not saved yet. */
  flushAll = async (): Promise<void> => {
    await Promise.all([...this.texts.values()].map((text) => text.autosave.flush()));
  };

  /** Saves every text that saves itself, or says what was not done because one could not be. */
  private async saveAll(consequence: string): Promise<void> {
    await this.flushAll();
    if ([...this.texts.values()].every((text) => text.autosave.isSaved)) return;
    const message = `What you wrote could not be saved yet, ${consequence}. Look at the fields above.`;
    throw new ApiError(0, 'unsaved', message);
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

  answer(question: string, text: string, revision: number): Promise<void> {
    return this.change(() => this.api.answer(question, { text, revision }));
  }

  /** Saves what is typed in place of a revision that the page knows. */
  async keepDraft(name: string, text: string, revision: number): Promise<DraftView> {
    this.saving++;
    try {
      return await this.api.keepDraft(name, { text, revision });
    } catch (cause) {
      const error = asApiError(cause);
      if (STALE.includes(error.code)) await this.refresh();
      else this.failed(error, false);
      throw error;
    } finally {
      this.saving--;
    }
  }

  reply(inject: string, text: string): Promise<void> {
    return this.change(() => this.api.reply(inject, { text }));
  }

  async handingIn(withoutUnrecorded: boolean): Promise<void> {
    await this.saveAll('so the sandbox keeps running');
    return this.change(() => this.api.handingIn({ without_unrecorded: withoutUnrecorded }));
  }

  /** What is typed under this name, if anything was. */
  typed(name: string): string | null {
    const kept = this.view?.drafts.find((it) => it.draft === name)?.text;
    return this.texts.get(name)?.text ?? kept ?? null;
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

  private take(view: CandidateView, current = true): void {
    this.view = shownAfter(this.view, view, current);
    this.api.since = this.view?.revision ?? null;
    this.reachable = true;
    this.problem = null;
    if (!current) return;
    for (const { draft, revision } of view.drafts) void this.texts.get(draft)?.seen(revision);
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
    if (before === null || this.left === null) return;
    if (this.left > 0 && this.left < NEARLY_UP_MS) void this.flushAll();
    if (before > 0 && this.left === 0) void this.refresh();
  }
}

/**
 * When something was saved, in microseconds of the server's wall clock. It counts from the session's
 * creation, and a session's id (UUID version 7) begins with its creation in milliseconds.
 */
export function savedAt(session: string, at: number): number {
  return parseInt(session.replaceAll('-', '').slice(0, 12), 16) * 1000 + at;
}
