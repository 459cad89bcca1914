// A review while it is written. The service knows "not observed" (points null) and levels; the
// draft also knows "not decided yet", so that pinned evidence does not count as a judgement.

import type { Evidence, Review, Rubric } from '../api/types';

/** Points of a level, null for "not observed", undefined while undecided. */
export type Choice = number | null | undefined;

export interface CriterionDraft {
  criterion: string;
  choice: Choice;
  reason: string;
  evidence: Evidence[];
}

export interface ReviewDraft {
  criteria: CriterionDraft[];
  finalScore: number | null;
  finalReason: string;
}

/** What keeps a review from being submitted, and where to mend it. */
export interface Flaw {
  message: string;
  /** The criterion, or null for the final score. */
  criterion: string | null;
}

/** The draft of a saved review; `undecided` names criteria whose null is no judgement yet. */
export function draftOf(review: Review, rubric: Rubric, undecided: string[]): ReviewDraft {
  const criteria = rubric.criterion.map(({ id }): CriterionDraft => {
    const score = review.scores.find((entry) => entry.criterion === id);
    const open = !score || (score.points === null && undecided.includes(id));
    return {
      criterion: id,
      choice: open ? undefined : score.points,
      reason: score?.reason ?? '',
      evidence: score?.evidence ?? [],
    };
  });
  return { criteria, finalScore: review.final_score, finalReason: review.final_reason };
}

/** Whether nothing was said about a criterion yet. */
function untouched(draft: CriterionDraft): boolean {
  return draft.choice === undefined && draft.reason === '' && draft.evidence.length === 0;
}

/** The review as the service takes it. */
export function reviewOf(draft: ReviewDraft): Review {
  const scores = draft.criteria
    .filter((entry) => !untouched(entry))
    .map(({ criterion, choice, reason, evidence }) => ({
      criterion,
      points: choice ?? null,
      reason,
      evidence,
    }));
  return {
    scores,
    final_score: draft.finalScore,
    final_reason: draft.finalReason,
    submitted_at: null,
  };
}

/** The criteria that carry something but no judgement. */
export function undecidedOf(draft: ReviewDraft): string[] {
  return draft.criteria
    .filter((entry) => entry.choice === undefined && !untouched(entry))
    .map((entry) => entry.criterion);
}

/** The same flaws, in the same words, as the service finds; and undecided criteria. */
export function flawsOf(draft: ReviewDraft, rubric: Rubric): Flaw[] {
  const flaws: Flaw[] = [];
  for (const { id, title } of rubric.criterion) {
    const entry = draft.criteria.find((candidate) => candidate.criterion === id);
    if (!entry || entry.choice === undefined) {
      const message = `"${title}" is not scored; choose a level or "not observed"`;
      flaws.push({ message, criterion: id });
    } else if (entry.reason.trim() === '') {
      flaws.push({ message: `"${title}" has a score without a reason`, criterion: id });
    }
  }
  const { finalScore, finalReason } = draft;
  if (finalScore === null || finalReason.trim() === '') {
    flaws.push({ message: 'the final score and its reason are missing', criterion: null });
  } else if (finalScore < 0 || finalScore > 100) {
    flaws.push({ message: 'the final score is from 0 to 100', criterion: null });
  }
  return flaws;
}
