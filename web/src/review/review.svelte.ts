// The review in hand: a draft that saves itself, one request at a time, the newest state last.

import { type ApiError } from '../api/http';
import { saveReview, submitReview } from '../api/practitioner';
import type { Evidence, ReviewSaved, SessionView } from '../api/types';
import { failure } from '../practitioner/resource.svelte';
import { draftOf, type Flaw, flawsOf, type ReviewDraft, reviewOf, undecidedOf } from './draft';

const SAVE_DELAY_MS = 700;
const RETRY_MS = 5000;

export class ReviewState {
  draft = $state<ReviewDraft>({ criteria: [], finalScore: null, finalReason: '' });
  savedAt = $state<number | null>(null);
  suggested = $state<number | null>(null);
  submittedAt = $state<number | null>(null);
  /** Whether something is not saved yet. */
  dirty = $state(false);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** What was missing when submission was tried; empty before. */
  flaws = $state.raw<Flaw[]>([]);
  /** The criterion that evidence is pinned to. */
  inHand = $state('');

  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private saving: Promise<void> | null = null;

  constructor(
    private session: string,
    private view: SessionView,
  ) {
    this.draft = draftOf(view.review, view.rubric, this.undecided());
    this.suggested = view.suggested_score;
    this.submittedAt = view.review.submitted_at;
    this.inHand = view.rubric.criterion[0]?.id ?? '';
  }

  /** Something was written: saved a moment later. */
  changed(): void {
    if (this.submittedAt !== null) return;
    this.dirty = true;
    if (this.flaws.length > 0) this.flaws = flawsOf(this.draft, this.view.rubric);
    this.schedule(SAVE_DELAY_MS);
  }

  /** Pins a range to the criterion in hand. */
  pin(evidence: Evidence): void {
    const entry = this.draft.criteria.find((candidate) => candidate.criterion === this.inHand);
    if (!entry || this.submittedAt !== null) return;
    const same = (other: Evidence) =>
      other.from_seq === evidence.from_seq && other.to_seq === evidence.to_seq;
    if (entry.evidence.some(same)) return;
    entry.evidence.push(evidence);
    this.changed();
  }

  /** Saves what is not saved, and hands the review in if nothing is missing. */
  async submit(): Promise<void> {
    this.flaws = flawsOf(this.draft, this.view.rubric);
    if (this.flaws.length > 0) return;
    this.busy = true;
    this.error = null;
    clearTimeout(this.timer);
    try {
      await this.saving;
      const saved = await submitReview(this.session, reviewOf(this.draft));
      this.take(saved);
      this.submittedAt = saved.saved_at;
      this.dirty = false;
    } catch (cause) {
      this.error = failure(cause);
    }
    this.busy = false;
  }

  /** Leaves; what is not saved is saved now. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.dirty) void this.save();
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.save(), delay);
  }

  private async save(): Promise<void> {
    if (this.saving) await this.saving;
    if (this.busy || this.submittedAt !== null) return;
    this.saving = this.put();
    await this.saving;
    this.saving = null;
  }

  private async put(): Promise<void> {
    this.dirty = false;
    this.remember(undecidedOf(this.draft));
    try {
      this.take(await saveReview(this.session, reviewOf(this.draft)));
      this.error = null;
    } catch (cause) {
      this.dirty = true;
      this.error = failure(cause);
      this.schedule(RETRY_MS);
    }
  }

  private take(saved: ReviewSaved): void {
    this.savedAt = saved.saved_at;
    this.suggested = saved.suggested_score;
  }

  private get storageKey(): string {
    return `assay:${this.session}:undecided`;
  }

  private undecided(): string[] {
    try {
      return JSON.parse(localStorage.getItem(this.storageKey) ?? '[]') as string[];
    } catch {
      return [];
    }
  }

  private remember(undecided: string[]): void {
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(undecided));
    } catch {
      // Without storage an undecided criterion with evidence comes back as "not observed".
    }
  }
}
