// A review while it is being written. The service knows "not observed" (points null) and levels. The draft
// also knows "not decided yet", so that pinned evidence does not count as a judgement.

import type { Claim, ConstraintMark, Evidence, Review, SessionView } from '../api/types';

/** Points of a level, null for "not observed", undefined while undecided. */
export type Choice = number | null | undefined;

export interface CriterionDraft {
  /** A criterion's id, or the key of a question. */
  criterion: string;
  choice: Choice;
  reason: string;
  evidence: Evidence[];
}

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
}

function entryOf(key: string, score: Entry | undefined, undecided: string[]): CriterionDraft {
  const open = !score || (score.points === null && undecided.includes(key));
  return {
    criterion: key,
    choice: open ? undefined : score.points,
    reason: score?.reason ?? '',
    evidence: score?.evidence ?? [],
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
    criteria: rubric.criterion.map(({ id }) =>
      entryOf(
        id,
        review.scores.find((score) => score.criterion === id),
        undecided,
      ),
    ),
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
  return draft.choice === undefined && draft.reason === '' && draft.evidence.length === 0;
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
    scores: said(draft.criteria).map((it) => ({ criterion: it.criterion, ...entry(it) })),
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
    submitted_at: null,
  };
}

/** Criteria with some content but without a judgement. */
export function undecidedOf(draft: ReviewDraft): string[] {
  return [...draft.criteria, ...draft.answers]
    .filter((entry) => entry.choice === undefined && !untouched(entry))
    .map((entry) => entry.criterion);
}

/** The list for evidence that is pinned now: that of the current criterion, question or claim. */
export function evidenceOf(draft: ReviewDraft, inHand: string): Evidence[] | null {
  const entries = [...draft.criteria, ...draft.answers];
  const entry = entries.find((candidate) => candidate.criterion === inHand);
  const claim = draft.claims.find((candidate) => claimKey(candidate) === inHand);
  const mark = draft.constraints.find(({ constraint }) => constraintKey(constraint) === inHand);
  return entry?.evidence ?? claim?.evidence ?? mark?.evidence ?? null;
}
