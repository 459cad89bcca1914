// A review while it is being written. The service knows "not observed" (points null) and levels. The draft
// also knows "not decided yet", so that pinned evidence does not count as a judgement.

import type { Claim, ConstraintMark, Evidence, Marked, Review, SessionView } from '../api/types';
import type { CriterionDraft } from './entry';
import { entriesOf, isMarked, itemOf } from './items';

export interface ReviewDraft {
  criteria: CriterionDraft[];
  /** One for each question that was asked. */
  answers: CriterionDraft[];
  claims: Claim[];
  /** One for each constraint that a practitioner judges. */
  constraints: ConstraintMark[];
  finalScore: number | null;
  finalReason: string;
  /** Why the final score is far from what the levels add up to. */
  departure: string;
}

/** The parts of a session that a draft needs. */
export type Scored = Pick<SessionView, 'rubric' | 'asked' | 'constraints'>;

const QUESTION = 'question:';

/** The key of a question among criteria. */
export const questionKey = (question: string): string => QUESTION + question;

/** The key of a constraint among criteria. */
export const constraintKey = (constraint: string): string => `constraint:${constraint}`;

/** The constraints that no program checks. */
export const judgedConstraints = ({ constraints }: Pick<SessionView, 'constraints'>) =>
  constraints.filter(({ enforcement }) => enforcement === 'practitioner');

/** The key of a claim among criteria. */
export const claimKey = (claim: Claim): string => `claim:${claim.from}-${claim.to}`;

interface Entry {
  points: number | null;
  reason: string;
  evidence: Evidence[];
  departure?: string;
}

function entryOf(
  key: string,
  score: Entry | undefined,
  undecided: string[],
  items: Marked[] = [],
): CriterionDraft {
  const open = !score || (score.points === null && undecided.includes(key));
  return {
    criterion: key,
    choice: open ? undefined : score.points,
    reason: score?.reason ?? '',
    evidence: score?.evidence ?? [],
    items,
    departure: score?.departure ?? '',
  };
}

/** `undecided` names criteria whose points are null because nothing is decided yet. */
export function draftOf(
  review: Review,
  { rubric, asked, constraints }: Scored,
  undecided: string[],
): ReviewDraft {
  return {
    constraints: judgedConstraints({ constraints }).map(({ id }) => {
      const mark = review.constraints.find(({ constraint }) => constraint === id);
      return mark
        ? { ...mark, evidence: [...mark.evidence] }
        : { constraint: id, kept: null, reason: '', evidence: [] };
    }),
    criteria: rubric.criterion.map((criterion) => {
      const score = review.scores.find((it) => it.criterion === criterion.id);
      return entryOf(criterion.id, score, undecided, entriesOf(criterion, score?.items ?? []));
    }),
    answers: asked.map(({ question }) =>
      entryOf(
        questionKey(question),
        review.answers.find((score) => score.question === question),
        undecided,
      ),
    ),
    claims: review.claims.map((claim) => ({ ...claim, evidence: [...claim.evidence] })),
    finalScore: review.final_score,
    finalReason: review.final_reason,
    departure: review.departure,
  };
}

/** Whether nothing was entered for a criterion yet. */
function untouched(draft: CriterionDraft): boolean {
  const { choice, reason, evidence, items, departure } = draft;
  const empty = reason === '' && departure === '' && evidence.length === 0;
  return choice === undefined && empty && !items.some(isMarked);
}

/** The review in the service's format. */
export function reviewOf(draft: ReviewDraft): Review {
  const said = (entries: CriterionDraft[]) => entries.filter((entry) => !untouched(entry));
  const entry = ({ choice, reason, evidence }: CriterionDraft) => ({
    points: choice ?? null,
    reason,
    evidence,
  });
  return {
    scores: said(draft.criteria).map((it) => ({
      criterion: it.criterion,
      ...entry(it),
      items: it.items.filter(isMarked),
      departure: it.departure,
    })),
    answers: said(draft.answers).map((it) => ({
      question: it.criterion.slice(QUESTION.length),
      ...entry(it),
    })),
    claims: draft.claims,
    constraints: draft.constraints.filter(
      ({ kept, reason, evidence }) => kept !== null || reason !== '' || evidence.length > 0,
    ),
    departure: draft.departure,
    final_score: draft.finalScore,
    final_reason: draft.finalReason,
    // Only the service sets these two.
    rubric: '',
    submitted_at: null,
  };
}

/** Criteria with some content but without a judgement. */
export function undecidedOf(draft: ReviewDraft): string[] {
  return [...draft.criteria, ...draft.answers]
    .filter((entry) => entry.choice === undefined && !untouched(entry))
    .map((entry) => entry.criterion);
}

/** The list for evidence that is pinned now: that of the current criterion, item, question or claim. */
export function evidenceOf(draft: ReviewDraft, inHand: string): Evidence[] | null {
  const entries = [...draft.criteria, ...draft.answers];
  const entry = entries.find((candidate) => candidate.criterion === inHand);
  const claim = draft.claims.find((candidate) => claimKey(candidate) === inHand);
  const mark = draft.constraints.find(({ constraint }) => constraintKey(constraint) === inHand);
  const item = itemOf(draft.criteria, inHand);
  return item?.evidence ?? entry?.evidence ?? claim?.evidence ?? mark?.evidence ?? null;
}
