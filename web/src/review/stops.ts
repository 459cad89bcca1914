// The way through a review by the keyboard: its parts in order, and the levels by digit.

import type { ClaimVerdict, Kept, Level, SessionView } from '../api/types';
import { criterionOf, itemKey, itemOf, MARKS, markItem } from './items';
import { KEPT_WORDS, VERDICT_WORDS } from '../scoring/words';
import { claimKey, constraintKey, judgedConstraints, questionKey, type ReviewDraft } from './draft';

/** The last part of every review. */
export const FINAL = 'final';

type Parts = Pick<SessionView, 'rubric' | 'asked' | 'constraints'>;

/** The keys of all parts, as they follow one another on the panel. */
export function stopsOf(draft: ReviewDraft, view: Parts): string[] {
  return [
    ...view.rubric.criterion.flatMap(({ id, item }) => [
      id,
      ...item.map((it) => itemKey(id, it.id)),
    ]),
    ...view.asked.map(({ question }) => questionKey(question)),
    ...judgedConstraints(view).map(({ id }) => constraintKey(id)),
    ...draft.claims.map(claimKey),
    FINAL,
  ];
}

/** The part after or before another; it stops at the ends. */
export function stopBeside(stops: string[], now: string, by: 1 | -1): string {
  const at = stops.indexOf(now);
  if (at < 0) return stops[0];
  return stops[Math.min(stops.length - 1, Math.max(0, at + by))];
}

/** The next or previous part that is no item. */
export function partBeside(stops: string[], now: string, by: 1 | -1): string {
  const parts = stops.filter((key) => criterionOf(key) === key);
  // From an item, the previous part is its own criterion.
  if (by < 0 && criterionOf(now) !== now) return criterionOf(now);
  return stopBeside(parts, criterionOf(now), by);
}

/** The digit of each level: its points, or its place from 1 where points have two digits. */
export function levelDigits(levels: Pick<Level, 'points'>[]): string[] {
  const short = levels.every(({ points }) => points < 10);
  return levels.map(({ points }, at) => String(short ? points : at + 1));
}

/** What a part is called. */
export function titleOf(key: string, draft: ReviewDraft, view: Parts): string {
  if (key === FINAL) return 'Final score';
  const criterion = view.rubric.criterion.find(({ id }) => id === criterionOf(key));
  const item = criterion?.item.find(({ id }) => itemKey(criterion.id, id) === key);
  if (item) return `Item: ${item.says}`;
  const asked = view.asked.find(({ question }) => questionKey(question) === key);
  const constraint = view.constraints.find(({ id }) => constraintKey(id) === key);
  const claim = draft.claims.find((it) => claimKey(it) === key);
  if (constraint) return `Constraint: ${constraint.id}`;
  if (claim) return `Claim: ${claim.text}`;
  return criterion?.title ?? (asked ? `Answer: ${asked.asks}` : key);
}

/** Makes the choice that a key stands for; false if it stands for none here. */
export function chooseByKey(
  key: string,
  part: string,
  draft: ReviewDraft,
  view: Parts & Pick<SessionView, 'answer_levels'>,
): boolean {
  const whole = criterionOf(part);
  const entry = [...draft.criteria, ...draft.answers].find(({ criterion }) => criterion === whole);
  const criterion = view.rubric.criterion.find(({ id }) => id === whole);
  const item = itemOf(draft.criteria, part);
  if (item && entry && criterion) {
    const found = key === '-' ? null : MARKS[Number(key) - 1];
    if (found === undefined) return false;
    markItem(criterion, entry, item, found);
    return true;
  }
  if (entry) {
    const own = criterion?.level;
    const levels = own ?? view.answer_levels;
    const at = levelDigits(levels).indexOf(key);
    if (at < 0 && key !== '-') return false;
    entry.choice = at < 0 ? null : levels[at].points;
    return true;
  }
  const mark = draft.constraints.find(({ constraint }) => constraintKey(constraint) === part);
  const kept = (Object.keys(KEPT_WORDS) as Kept[])[Number(key) - 1];
  if (mark && kept) mark.kept = kept;
  const claim = draft.claims.find((it) => claimKey(it) === part);
  const verdict = (Object.keys(VERDICT_WORDS) as ClaimVerdict[])[Number(key) - 1];
  if (claim && verdict) claim.verdict = verdict;
  return Boolean((mark && kept) || (claim && verdict));
}
