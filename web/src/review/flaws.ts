// What prevents a review from being submitted: the flaws that the service would find, in the same words.

import type { ConstraintMark, Criterion } from '../api/types';
import { claimKey, constraintKey, questionKey, type ReviewDraft, type Scored } from './draft';
import type { CriterionDraft } from './entry';
import { followsFrom } from './items';

/** What prevents a review from being submitted, and where to correct it. */
export interface Flaw {
  message: string;
  /** The criterion, the key of a question, a constraint or a claim; null means the final score. */
  criterion: string | null;
}

/** A final score that is further from the sum of the levels needs a reason of its own, in points. */
export const FAR = 10;

function entryFlaws(title: string, key: string, entry: CriterionDraft | undefined): Flaw[] {
  if (!entry || entry.choice === undefined) {
    const message = `"${title}" is not scored; choose a level or "not observed"`;
    return [{ message, criterion: key }];
  }
  if (entry.reason.trim() !== '') return [];
  return [{ message: `"${title}" has a level without a reason`, criterion: key }];
}

function itemFlaws(criterion: Criterion, entry: CriterionDraft | undefined): Flaw[] {
  if (typeof entry?.choice !== 'number' || criterion.item.length === 0) return [];
  const flaw = (message: string) => [{ message, criterion: criterion.id }];
  const follows = followsFrom(criterion, entry.items);
  if (follows === null)
    return flaw(`"${criterion.title}" has items without a mark; mark them until a level follows`);
  if (follows === entry.choice || entry.departure.trim() !== '') return [];
  return flaw(
    `"${criterion.title}": level ${follows} follows from the items, not ${entry.choice}; say why you depart from it`,
  );
}

function constraintFlaws({ constraint, kept, reason }: ConstraintMark): Flaw[] {
  const flaw = (message: string) => [{ message, criterion: constraintKey(constraint) }];
  if (kept === null)
    return flaw(`the constraint "${constraint}" is not judged; say whether it was kept`);
  if (kept === 'yes' || reason.trim() !== '') return [];
  return flaw(`the constraint "${constraint}" was not kept or is unclear, without a reason`);
}

/** What the levels add up to, from 0 to 100; null without a level. Rounded once, as the service does. */
export function sumOf(draft: ReviewDraft, { rubric }: Pick<Scored, 'rubric'>): number | null {
  let [reached, possible] = [0, 0];
  for (const { id, weight, level } of rubric.criterion) {
    const choice = draft.criteria.find(({ criterion }) => criterion === id)?.choice;
    const best = level.at(-1)?.points ?? 0;
    if (typeof choice !== 'number' || best === 0) continue;
    reached += (weight * choice) / best;
    possible += weight;
  }
  return possible > 0 ? Math.round((100 * reached) / possible) : null;
}

/** The sum of the levels, if the final score is far from it; else null. */
export function departsFrom(draft: ReviewDraft, scored: Pick<Scored, 'rubric'>): number | null {
  const sum = sumOf(draft, scored);
  const { finalScore } = draft;
  if (sum === null || typeof finalScore !== 'number') return null;
  return Math.abs(finalScore - sum) > FAR ? sum : null;
}

function finalFlaws(draft: ReviewDraft, scored: Scored): Flaw[] {
  const flaw = (message: string) => [{ message, criterion: null }];
  const { finalScore, finalReason, departure } = draft;
  if (finalScore === null || finalReason.trim() === '')
    return flaw('the final score and its reason are missing');
  if (finalScore < 0 || finalScore > 100) return flaw('the final score must be from 0 to 100');
  const sum = departsFrom(draft, scored);
  if (sum === null || departure.trim() !== '') return [];
  return flaw(
    `the final score is ${finalScore}, but the levels add up to ${sum}; say why it departs from them`,
  );
}

/** The flaws that the service would find, in the same words, and undecided criteria. */
export function flawsOf(draft: ReviewDraft, scored: Scored): Flaw[] {
  const find = (entries: CriterionDraft[], key: string) =>
    entries.find((candidate) => candidate.criterion === key);
  const flaws = scored.rubric.criterion.flatMap((criterion) => {
    const entry = find(draft.criteria, criterion.id);
    return [...entryFlaws(criterion.title, criterion.id, entry), ...itemFlaws(criterion, entry)];
  });
  for (const { question } of scored.asked) {
    const key = questionKey(question);
    flaws.push(...entryFlaws(question, key, find(draft.answers, key)));
  }
  flaws.push(...draft.constraints.flatMap(constraintFlaws));
  for (const claim of draft.claims) {
    if (claim.verdict === 'unsupported' || claim.evidence.length > 0) continue;
    const message = `the claim "${claim.text}" is ${claim.verdict}, but no pinned moment shows it`;
    flaws.push({ message, criterion: claimKey(claim) });
  }
  return [...flaws, ...finalFlaws(draft, scored)];
}
