// The review in hand: a draft that saves itself, one request at a time, the newest state last.

import { type ApiError } from '../api/http';
import { saveReview, submitReview } from '../api/practitioner';
import type { ClaimVerdict, Evidence, ReviewSaved, SessionView } from '../api/types';
import { failure } from '../practitioner/resource.svelte';
import { claimOf } from './claims';
import {
  claimKey,
  draftOf,
  evidenceOf,
  type Flaw,
  flawsOf,
  type ReviewDraft,
  reviewOf,
  undecidedOf,
} from './draft';
import { beating } from './spent';

const SAVE_DELAY_MS = 700;
const RETRY_MS = 5000;

export class ReviewState {
  draft = $state<ReviewDraft>({
    criteria: [],
    answers: [],
    claims: [],
    finalScore: null,
    finalReason: '',
  });
  savedAt = $state<number | null>(null);
  suggested = $state<number | null>(null);
  submittedAt = $state<number | null>(null);
  /** Whether something is not saved yet. */
  dirty = $state(false);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** What was missing when submission was tried; empty before. */
  flaws = $state.raw<Flaw[]>([]);
  /** Time spent on it, as the service measured it. */
  spent = $state(0);
  /** The criterion, question or claim that evidence is pinned to. */
  inHand = $state('');

  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private saving: Promise<void> | null = null;
  private stopBeating = (): void => undefined;

  constructor(
    private session: string,
    private view: SessionView,
  ) {
    this.draft = draftOf(view.review, view, this.undecided());
    this.suggested = view.suggested_score;
    this.submittedAt = view.review.submitted_at;
    this.inHand = view.rubric.criterion[0]?.id ?? '';
    this.spent = view.spent;
    // Whoever cannot submit a review spends no time on one.
    if (this.submittedAt === null && view.row.mine !== 'forgone') {
      this.stopBeating = beating(session, (spent) => (this.spent = spent));
    }
  }

  /** Something was written: saved a moment later. */
  changed(): void {
    if (this.submittedAt !== null) return;
    this.dirty = true;
    if (this.flaws.length > 0) this.flaws = flawsOf(this.draft, this.view);
    this.schedule(SAVE_DELAY_MS);
  }

  /** Pins a range to the criterion in hand. */
  pin(evidence: Evidence): void {
    const pinned = evidenceOf(this.draft, this.inHand);
    if (!pinned || this.submittedAt !== null) return;
    const same = (other: Evidence) =>
      other.from_seq === evidence.from_seq && other.to_seq === evidence.to_seq;
    if (pinned.some(same)) return;
    pinned.push(evidence);
    this.changed();
  }

  /** Marks what is selected in the final note as a claim, and takes it in hand. */
  claim(start: number, end: number, verdict: ClaimVerdict): void {
    const claim = claimOf(this.view.final_note ?? '', start, end, verdict);
    if (!claim || this.submittedAt !== null) return;
    const key = claimKey(claim);
    const known = this.draft.claims.find((other) => claimKey(other) === key);
    if (known) known.verdict = verdict;
    else this.draft.claims.push(claim);
    this.draft.claims.sort((left, right) => left.from - right.from);
    this.inHand = key;
    this.changed();
  }

  /** Saves what is not saved, and hands the review in if nothing is missing. */
  async submit(): Promise<void> {
    this.flaws = flawsOf(this.draft, this.view);
    if (this.flaws.length > 0) return;
    this.busy = true;
    this.error = null;
    clearTimeout(this.timer);
    try {
      await this.saving;
      const saved = await submitReview(this.session, reviewOf(this.draft));
      this.take(saved);
      this.submittedAt = saved.saved_at;
      this.stopBeating();
      this.dirty = false;
    } catch (cause) {
      this.error = failure(cause);
    }
    this.busy = false;
  }

  /** Leaves; what is not saved is saved now. */
  stop(): void {
    this.stopped = true;
    this.stopBeating();
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
