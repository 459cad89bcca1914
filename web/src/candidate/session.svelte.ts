// The candidate's session as the page knows it: the newest view, the server's clock, and problems.

import { CandidateApi } from '../api/candidate';
import { ApiError, asApiError, UNREACHABLE } from '../api/http';
import type { CandidateView, DraftView, NoteRequest } from '../api/types';
import { leftMs, offsetOf } from '../clock/clock';
import type { Drafts } from './drafts';
import { ServerText } from './server-text.svelte';
import { type Shown, shownAfter } from './shown';

const POLL_MS = 15_000;
/** While the session runs: messages should appear soon. */
const POLL_RUNNING_MS = 4_000;
const POLL_LOST_MS = 3_000;
const TICK_MS = 500;
/** Every text is saved at once when less than this is left. */
const NEARLY_UP_MS = 4_000;
/** After these answers there is nothing more to show. */
const FINAL = ['token_unknown', 'invitation_expired'];

/** Answers that mean that the page shows an outdated state. */
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
  /** Whether the service answered the last request. */
  reachable = $state(true);
  /** Milliseconds left, by the server's clock; null before the start. */
  left = $state<number | null>(null);
  /** The number of unanswered requests. */
  saving = $state(0);

  /** Texts that save themselves. They live as long as the page, also while another tab is shown. */
  private readonly texts = new Map<string, ServerText>();

  private offset = 0;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private tick: ReturnType<typeof setInterval>;
  private stopped = false;
  private asked = 0;

  constructor(token: string) {
    this.api = new CandidateApi(token);
    this.tick = setInterval(() => this.count(), TICK_MS);
    // Somebody who leaves the page may not come back before time is up.
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

  /** The text with this name on the server; `local` is its name in this browser. */
  text(drafts: Drafts, name: string, local: string, initial = ''): ServerText {
    const known = this.texts.get(name);
    if (known) return known;
    const kept = this.view?.drafts.find((it) => it.draft === name);
    const made = new ServerText(this, drafts, { name, local, kept, initial });
    this.texts.set(name, made);
    return made;
  }

  /** Fetches the newest view, and schedules the next time. */
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

  chooseTrack(track: string): Promise<void> {
    return this.change(() => this.api.chooseTrack({ track }));
  }

  start(): Promise<void> {
    return this.change(() => this.api.start());
  }

  /** First saves everything. If that fails, nothing is handed in. */
  /** `withoutUnread`: the workspace may be handed in as it was last recorded. */
  async submit(note: { text: string; revision: number }, withoutUnread = false): Promise<void> {
    await this.saveAll('so nothing was handed in');
    const { text, revision } = note;
    const request = { final_note: text, revision, without_unrecorded: withoutUnread };
    return this.change(() => this.api.submit(request));
  }

  /** First saves everything, because nothing can be saved during a pause. */
  async pause(): Promise<void> {
    await this.flushAll();
    return this.change(() => this.api.pause());
  }

  flushAll = async (): Promise<void> => {
    await Promise.all([...this.texts.values()].map((text) => text.autosave.flush()));
  };

  /** Saves all texts. If one cannot be saved, the error says what was therefore not done. */
  private async saveAll(consequence: string): Promise<void> {
    await this.flushAll();
    if ([...this.texts.values()].every((text) => text.autosave.isSaved)) return;
    const message = `What you wrote could not be saved yet, ${consequence}. Each field that is not saved says why.`;
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

  /** Saves a draft in place of the revision that the page knows. */
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

  /** The unsaved or saved text with this name; null if nothing was typed. */
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
 * In microseconds of the server's wall clock. `at` counts from the session's creation, and a session's
 * id (UUID version 7) begins with the time of its creation in milliseconds.
 */
export function savedAt(session: string, at: number): number {
  return parseInt(session.replaceAll('-', '').slice(0, 12), 16) * 1000 + at;
}
