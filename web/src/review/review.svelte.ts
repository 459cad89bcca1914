// The current review: a draft that saves itself, one request at a time, the newest state last.

import { type ApiError } from '../api/http';
import { saveReview, sessionView, submitReview } from '../api/practitioner';
import type { ClaimVerdict, Evidence, ReviewSaved, SessionView } from '../api/types';
import { failure } from '../site/resource.svelte';
import { claimOf } from '../scoring/claims';
import { chosen, type Difference, differencesOf, type Side, untouchedSides } from './differences';
import { claimKey, draftOf, evidenceOf, type ReviewDraft, reviewOf, undecidedOf } from './draft';
import { flawsOf } from './flaws';
import { titleOf } from './stops';
import { beating } from './spent';

/** Another page saved a different version: where the two differ, and which side wins. */
interface Conflict {
  other: ReviewDraft;
  revision: number;
  differences: Difference[];
  sides: Record<string, Side>;
}

/** What became of a pin, and to what it was pinned. */
export interface Pinned {
  outcome: 'pinned' | 'known' | 'undone' | 'submitted' | 'nowhere';
  key: string;
  where: string;
  evidence: Evidence;
}

const SAVE_DELAY_MS = 700;
const RETRY_MS = 5000;

export class ReviewState {
  draft = $state<ReviewDraft>({
    criteria: [],
    answers: [],
    claims: [],
    constraints: [],
    finalScore: null,
    finalReason: '',
    departure: '',
  });
  savedAt = $state<number | null>(null);
  suggested = $state<number | null>(null);
  submittedAt = $state<number | null>(null);
  dirty = $state(false);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** Whether the summary before submitting is shown. */
  summing = $state(false);
  /** A version from another page, until the person has chosen. */
  conflict = $state<Conflict | null>(null);
  /** Time spent on the review, as measured by the service. */
  spent = $state(0);
  /** The criterion, question or claim that evidence is pinned to. */
  inHand = $state('');
  /** What became of the last pin. */
  pinned = $state.raw<Pinned | null>(null);

  /** What was pinned since the page was opened and can be taken back, the last one last. */
  private pins: { key: string; evidence: Evidence }[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private saving: Promise<void> | null = null;
  private stopBeating = (): void => undefined;
  private revision: number;
  /** The draft as it was when this page and the service last agreed. */
  private base: ReviewDraft;

  constructor(
    private session: string,
    private view: SessionView,
  ) {
    this.draft = draftOf(view.review, view, this.undecided());
    this.base = $state.snapshot(this.draft) as ReviewDraft;
    this.revision = view.review_revision;
    this.suggested = view.suggested_score;
    this.submittedAt = view.review.submitted_at;
    this.inHand = view.rubric.criterion[0]?.id ?? '';
    this.spent = view.spent;
    // Somebody who cannot submit a review spends no time on one.
    if (this.submittedAt === null && view.row.mine !== 'forgone') {
      this.stopBeating = beating(session, (spent) => (this.spent = spent));
    }
  }

  /** To be called after each change. The draft is saved a moment later. */
  changed(): void {
    if (this.submittedAt !== null) return;
    this.dirty = true;
    this.schedule(SAVE_DELAY_MS);
  }

  /** Pins evidence to the current criterion, and says what became of it. */
  pin(evidence: Evidence): void {
    const key = this.inHand;
    const pinned = evidenceOf(this.draft, key);
    const where = titleOf(key, this.draft, this.view);
    const say = (outcome: Pinned['outcome']) => (this.pinned = { outcome, key, where, evidence });
    if (this.submittedAt !== null) return void say('submitted');
    if (!pinned) return void say('nowhere');
    // The same range may show two things: then the labels differ.
    const same = (other: Evidence) =>
      other.from_seq === evidence.from_seq &&
      other.to_seq === evidence.to_seq &&
      (other.label === evidence.label || other.label === '');
    if (pinned.some(same)) return void say('known');
    pinned.push(evidence);
    this.pins.push({ key, evidence });
    say('pinned');
    this.changed();
  }

  /** Takes the last pin back that is still there. */
  unpin(): void {
    if (this.submittedAt !== null) return;
    for (let last = this.pins.pop(); last; last = this.pins.pop()) {
      const { key, evidence } = last;
      const pinned = evidenceOf(this.draft, key) ?? [];
      const at = pinned.findLastIndex(
        ({ from_seq, to_seq, label }) =>
          from_seq === evidence.from_seq && to_seq === evidence.to_seq && label === evidence.label,
      );
      if (at < 0) continue;
      pinned.splice(at, 1);
      const where = titleOf(key, this.draft, this.view);
      this.pinned = { outcome: 'undone', key, where, evidence };
      return this.changed();
    }
    this.pinned = null;
  }

  /** Marks the selection in the final note as a claim and makes it the current one. */
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

  /** Submits the review if nothing is missing. */
  async submit(): Promise<void> {
    if (this.conflict || flawsOf(this.draft, this.view).length > 0) return;
    this.busy = true;
    this.error = null;
    clearTimeout(this.timer);
    try {
      await this.saving;
      const saved = await submitReview(this.session, reviewOf(this.draft), this.revision);
      this.take(saved);
      this.submittedAt = saved.saved_at;
      this.summing = false;
      this.pinned = null;
      this.stopBeating();
      this.dirty = false;
    } catch (cause) {
      await this.failed(cause);
    }
    this.busy = false;
  }

  /** Chooses the side that wins a difference. */
  choose(key: string, side: Side): void {
    if (this.conflict) this.conflict.sides[key] = side;
  }

  /** Continues with what was chosen from both versions. */
  settle(): void {
    if (!this.conflict) return;
    const { other, revision, sides } = $state.snapshot(this.conflict) as Conflict;
    this.draft = chosen($state.snapshot(this.draft) as ReviewDraft, other, sides);
    [this.base, this.revision, this.conflict] = [other, revision, null];
    this.error = null;
    this.changed();
  }

  /** Leaves the review; saves unsaved changes now. */
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
    if (this.busy || this.submittedAt !== null || this.conflict) return;
    this.saving = this.put();
    await this.saving;
    this.saving = null;
  }

  private async put(): Promise<void> {
    this.dirty = false;
    this.remember(undecidedOf(this.draft));
    const sent = $state.snapshot(this.draft) as ReviewDraft;
    try {
      this.take(await saveReview(this.session, reviewOf(sent), this.revision));
      this.base = sent;
      this.error = null;
    } catch (cause) {
      this.dirty = true;
      await this.failed(cause);
      if (!this.conflict) this.schedule(RETRY_MS);
    }
  }

  /** If another page was faster, both versions are shown. Any other failure is reported. */
  private async failed(cause: unknown): Promise<void> {
    this.error = failure(cause);
    if (this.error?.code !== 'review_changed') return;
    try {
      const { review, review_revision } = await sessionView(this.session);
      const other = draftOf(review, this.view, this.undecided());
      const mine = $state.snapshot(this.draft) as ReviewDraft;
      const differences = differencesOf(mine, other, this.view);
      const sides = untouchedSides(differences, this.base, mine, this.view);
      this.conflict = { other, revision: review_revision, differences, sides };
      if (differences.length === 0) this.settle();
    } catch {
      // The next attempt to save reports again that there is another version.
    }
  }

  private take(saved: ReviewSaved): void {
    this.revision = saved.revision;
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
      // Without storage, an undecided criterion with evidence comes back as "not observed".
    }
  }
}
