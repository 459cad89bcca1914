// Two versions of one review: where they differ, and a version that combines both.

import type { Claim, ConstraintMark, SessionView } from '../api/types';
import { claimKey, constraintKey, questionKey, type ReviewDraft } from './draft';
import type { CriterionDraft } from './entry';
import { isMarked } from './items';

export type Side = 'mine' | 'other';

export interface Difference {
  key: string;
  title: string;
  mine: string;
  other: string;
}

const FINAL = 'final';

type Named = Pick<SessionView, 'rubric' | 'asked'>;

/** In the order of the panel. */
export function differencesOf(mine: ReviewDraft, other: ReviewDraft, view: Named): Difference[] {
  const found: Difference[] = [];
  const compare = (
    key: string,
    title: string,
    left: unknown,
    right: unknown,
    words: Words,
  ): void => {
    if (JSON.stringify(left) === JSON.stringify(right)) return;
    found.push({ key, title, mine: words(left), other: words(right) });
  };
  const entries = (draft: ReviewDraft) => [...draft.criteria, ...draft.answers];
  const titles = new Map([
    ...view.rubric.criterion.map(({ id, title }) => [id, title] as const),
    ...view.asked.map(({ question, asks }) => [questionKey(question), asks] as const),
  ]);
  for (const entry of entries(mine)) {
    const { criterion: key } = entry;
    const its = entries(other).find((it) => it.criterion === key);
    compare(key, titles.get(key) ?? key, entry, its, (it) => entryWords(it as CriterionDraft));
  }
  for (const mark of mine.constraints) {
    const its = other.constraints.find(({ constraint }) => constraint === mark.constraint);
    const title = `Constraint ${mark.constraint}`;
    compare(constraintKey(mark.constraint), title, mark, its, (it) =>
      constraintWords(it as ConstraintMark | undefined),
    );
  }
  const claims = new Map([...mine.claims, ...other.claims].map((it) => [claimKey(it), it]));
  for (const [key, claim] of claims) {
    const of = (draft: ReviewDraft) => draft.claims.find((it) => claimKey(it) === key);
    compare(key, `Claim “${claim.text}”`, of(mine), of(other), (it) =>
      claimWords(it as Claim | undefined),
    );
  }
  const final = ({ finalScore, finalReason, departure }: ReviewDraft) => ({
    finalScore,
    finalReason,
    departure,
  });
  compare(FINAL, 'Final score', final(mine), final(other), (it) => {
    const { finalScore, finalReason, departure } = it as ReturnType<typeof final>;
    const why = departure ? `; departs because ${departure}` : '';
    return `${finalScore ?? '–'}: ${finalReason || 'no reason'}${why}`;
  });
  return found;
}

type Words = (it: unknown) => string;

function entryWords(entry: CriterionDraft | undefined): string {
  if (!entry) return 'nothing';
  const { choice, reason, evidence, items, departure } = entry;
  const level = choice === undefined ? 'no level' : choice === null ? 'not observed' : `${choice}`;
  const said = `${level}: ${reason || 'no reason'}; ${evidence.length} pinned`;
  const marked = items.filter(isMarked).map(({ item, mark }) => `${item} ${mark ?? 'open'}`);
  const rest = [marked.join(', '), departure && `departs because ${departure}`].filter(Boolean);
  return [said, ...rest].join('; ');
}

function constraintWords(mark: ConstraintMark | undefined): string {
  if (!mark) return 'nothing';
  return `${mark.kept ?? 'not judged'}: ${mark.reason || 'no reason'}; ${mark.evidence.length} pinned`;
}

function claimWords(claim: Claim | undefined): string {
  if (!claim) return 'not marked';
  return `${claim.verdict}: ${claim.reason || 'no reason'}; ${claim.evidence.length} pinned`;
}

/** The sides that this page has not changed since its last save: the other version wins there. */
export function untouchedSides(
  differences: Difference[],
  base: ReviewDraft,
  mine: ReviewDraft,
  view: Named,
): Record<string, Side> {
  const changed = new Set(differencesOf(mine, base, view).map(({ key }) => key));
  return Object.fromEntries(
    differences.map(({ key }) => [key, changed.has(key) ? 'mine' : 'other'] as const),
  );
}

/** The version that combines both. */
export function chosen(
  mine: ReviewDraft,
  other: ReviewDraft,
  sides: Record<string, Side>,
): ReviewDraft {
  const pick = (entries: CriterionDraft[], others: CriterionDraft[]) =>
    entries.map((entry) => {
      const theirs = others.find((it) => it.criterion === entry.criterion);
      return sides[entry.criterion] === 'other' && theirs ? theirs : entry;
    });
  const keys = new Set([...mine.claims, ...other.claims].map(claimKey));
  const claims = [...keys].flatMap((key) => {
    const from = sides[key] === 'other' ? other : mine;
    return from.claims.filter((it) => claimKey(it) === key);
  });
  const constraints = mine.constraints.map((mark) => {
    const theirs = other.constraints.find(({ constraint }) => constraint === mark.constraint);
    return sides[constraintKey(mark.constraint)] === 'other' && theirs ? theirs : mark;
  });
  const final = sides[FINAL] === 'other' ? other : mine;
  return {
    criteria: pick(mine.criteria, other.criteria),
    answers: pick(mine.answers, other.answers),
    claims: claims.sort((left, right) => left.from - right.from),
    constraints,
    finalScore: final.finalScore,
    finalReason: final.finalReason,
    departure: final.departure,
  };
}
