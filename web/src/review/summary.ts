// What a review adds up to before it is submitted: each criterion with its share, what is missing, and what
// the reviewer may have overlooked.

import type { SessionView } from '../api/types';
import { plural } from '../text/format';
import { claimKey, constraintKey, type ReviewDraft } from './draft';
import type { CriterionDraft } from './entry';
import { departsFrom, type Flaw, flawsOf, sumOf } from './flaws';
import { KEPT_WORDS } from '../scoring/words';

/** The destination for the claims of the final note. */
export const CLAIMS = 'claims';

export interface SummaryRow {
  key: string;
  title: string;
  /** In words: "3 of 4", "not observed", "–". */
  level: string;
  /** The weight in the sum; null if it is not part of it. */
  weight: number | null;
  /** How many of 100 points this gives, and how many it could give; null if it gives none. */
  share: { reached: number; possible: number } | null;
  evidence: number;
}

export interface Summary {
  criteria: SummaryRow[];
  answers: SummaryRow[];
  /** Those that the reviewer judges. */
  constraints: SummaryRow[];
  /** The sum of the levels, as the service suggests it; null without a level. */
  total: number | null;
  final: number | null;
  /** Whether the final score is so far from the sum that it needs a reason of its own. */
  far: boolean;
  /** What prevents the review from being submitted. */
  missing: Flaw[];
  /** What is allowed but should be intended. */
  notable: Flaw[];
}

type Scored = Pick<
  SessionView,
  'rubric' | 'asked' | 'answer_levels' | 'final_note' | 'constraints'
>;

export function summaryOf(draft: ReviewDraft, view: Scored): Summary {
  const { criterion } = view.rubric;
  const entryOf = (entries: CriterionDraft[], key: string) =>
    entries.find((it) => it.criterion === key);
  const observed = criterion.filter(({ id, level }) => {
    const choice = entryOf(draft.criteria, id)?.choice;
    return typeof choice === 'number' && (level.at(-1)?.points ?? 0) > 0;
  });
  const weights = observed.reduce((sum, { weight }) => sum + weight, 0);
  const criteria = criterion.map(({ id, title, weight, level }) => {
    const entry = entryOf(draft.criteria, id);
    const best = level.at(-1)?.points ?? 0;
    const row = { ...rowOf(id, title, best, entry), weight };
    if (!observed.some((it) => it.id === id)) return row;
    const possible = (100 * weight) / weights;
    return { ...row, share: { reached: (possible * (entry?.choice ?? 0)) / best, possible } };
  });
  const best = view.answer_levels.at(-1)?.points ?? 0;
  const answers = draft.answers.map((entry, index) =>
    rowOf(entry.criterion, view.asked[index]?.asks ?? entry.criterion, best, entry),
  );
  return {
    criteria,
    answers,
    constraints: draft.constraints.map(({ constraint, kept, evidence }) => ({
      key: constraintKey(constraint),
      title: `Constraint: ${constraint}`,
      level: kept === null ? '–' : KEPT_WORDS[kept],
      weight: null,
      share: null,
      evidence: evidence.length,
    })),
    // Not the sum of the shares: rounded one by one, they may add up to a different whole number.
    total: sumOf(draft, view),
    final: draft.finalScore,
    far: departsFrom(draft, view) !== null,
    missing: flawsOf(draft, view),
    notable: notableOf(draft, view, criteria),
  };
}

function rowOf(
  key: string,
  title: string,
  best: number,
  entry: CriterionDraft | undefined,
): SummaryRow {
  const choice = entry?.choice;
  const level =
    choice === undefined ? '–' : choice === null ? 'not observed' : `${choice} of ${best}`;
  return { key, title, level, weight: null, share: null, evidence: entry?.evidence.length ?? 0 };
}

function notableOf(draft: ReviewDraft, view: Scored, criteria: SummaryRow[]): Flaw[] {
  const notable: Flaw[] = criteria
    .filter(({ share, evidence }) => share !== null && evidence === 0)
    .map(({ key, title }) => ({
      criterion: key,
      message: `"${title}" has no moment pinned to it`,
    }));
  for (const { criterion, items } of draft.criteria) {
    const bare = items.filter(({ mark, evidence }) => {
      return mark !== null && mark !== 'not_seen' && evidence.length === 0;
    });
    const title = criteria.find(({ key }) => key === criterion)?.title ?? criterion;
    const verb = bare.length === 1 ? 'is' : 'are';
    const message = `"${title}": ${plural(bare.length, 'item')} ${verb} marked without a moment`;
    if (bare.length > 0) notable.push({ criterion, message });
  }
  for (const claim of draft.claims.filter((it) => it.reason.trim() === '')) {
    const message = `the claim "${claim.text}" has no reason`;
    notable.push({ criterion: claimKey(claim), message });
  }
  if (draft.claims.length === 0 && (view.final_note ?? '').trim() !== '') {
    notable.push({ criterion: CLAIMS, message: 'no claim of the final note has a verdict' });
  }
  return notable;
}

/** How far the final score is from the sum of the levels, in words; empty if they are equal. */
export function distance({ total, final }: Summary): string {
  if (total === null || final === null || total === final) return '';
  const points = plural(Math.abs(final - total), 'point');
  return final > total ? `${points} above the levels` : `${points} below the levels`;
}
