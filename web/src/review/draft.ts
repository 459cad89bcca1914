// A review while it is being written. The service knows "not observed" (points null) and levels. The draft
// also knows "not decided yet", so that pinned evidence does not count as a judgement.

import type { Claim, Evidence, Review, SessionView } from '../api/types';

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
  finalScore: number | null;
  finalReason: string;
}

/** What prevents a review from being submitted, and where to correct it. */
export interface Flaw {
  message: string;
  /** The criterion, the key of a question or a claim; null means the final score. */
  criterion: string | null;
}

/** The parts of a session that a draft needs. */
export type Scored = Pick<SessionView, 'rubric' | 'asked'>;

const QUESTION = 'question:';

/** The key of a question among criteria. */
export const questionKey = (question: string): string => QUESTION + question;

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
  { rubric, asked }: Scored,
  undecided: string[],
): ReviewDraft {
  return {
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
  return entry?.evidence ?? claim?.evidence ?? null;
}

function entryFlaws(title: string, key: string, entry: CriterionDraft | undefined): Flaw[] {
  if (!entry || entry.choice === undefined) {
    const message = `"${title}" is not scored; choose a level or "not observed"`;
    return [{ message, criterion: key }];
  }
  if (entry.reason.trim() !== '') return [];
  return [{ message: `"${title}" has a level without a reason`, criterion: key }];
}

/** The flaws that the service would find, in the same words, and undecided criteria. */
export function flawsOf(draft: ReviewDraft, { rubric, asked }: Scored): Flaw[] {
  const find = (entries: CriterionDraft[], key: string) =>
    entries.find((candidate) => candidate.criterion === key);
  const flaws = rubric.criterion.flatMap(({ id, title }) =>
    entryFlaws(title, id, find(draft.criteria, id)),
  );
  for (const { question } of asked) {
    const key = questionKey(question);
    flaws.push(...entryFlaws(question, key, find(draft.answers, key)));
  }
  for (const claim of draft.claims) {
    if (claim.verdict === 'unsupported' || claim.evidence.length > 0) continue;
    const message = `the claim "${claim.text}" is ${claim.verdict}, but no pinned moment shows it`;
    flaws.push({ message, criterion: claimKey(claim) });
  }
  const { finalScore, finalReason } = draft;
  if (finalScore === null || finalReason.trim() === '') {
    flaws.push({ message: 'the final score and its reason are missing', criterion: null });
  } else if (finalScore < 0 || finalScore > 100) {
    flaws.push({ message: 'the final score must be from 0 to 100', criterion: null });
  }
  return flaws;
}
