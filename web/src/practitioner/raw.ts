// What reviewers gave the same sessions, in words.

import type { Calibration, CriterionPair, Estimate, LevelCounts, ReviewerPair } from '../api/types';
import { plural } from '../text/format';

/** "12 of 16 judgements on the same level, 15 of 16 within one level; 2 observed by only one." */
export function countsText({ compared, equal, within_one, one_sided }: LevelCounts): string {
  const alone = one_sided > 0 ? `; ${one_sided} observed by only one of two` : '';
  if (compared === 0) return `none that both observed${alone}`;
  return `${equal} of ${compared} on the same level, ${within_one} of ${compared} within one level${alone}`;
}

/** By how much the final scores of two reviewers differ. */
export function scoresText({ scores: [one, other] }: ReviewerPair): string {
  const points = Math.abs(one - other);
  return points === 0 ? `both ${one}` : `${one} and ${other}: ${plural(points, 'point')} apart`;
}

/** One criterion on which two reviewers differ: "Cause: 1 and 3 of 3, 2 levels apart". */
export function pairText({ title, points: [one, other], best, apart }: CriterionPair): string {
  const said = (points: number | null) => (points === null ? 'not observed' : `${points}`);
  const given = `${said(one)} and ${said(other)}`;
  return apart === null
    ? `${title}: ${given} (of ${best})`
    : `${title}: ${given} of ${best}, ${plural(apart, 'level')} apart`;
}

/** Which criterion splits reviewers most; null if they are nowhere apart. */
export function mostSplit({ criteria: [first] }: Calibration['raw']): string | null {
  if (!first || (first.counts.levels === 0 && first.counts.one_sided === 0)) return null;
  const { title, counts, most } = first;
  const apart = most > 0 ? `, at most ${plural(most, 'level')} apart` : '';
  return `“${title}”: ${countsText(counts)}${apart}`;
}

const isScarce = (estimate: Estimate) => estimate.is === 'scarce';

/** From how many sessions on there are statistics, if there are none at all yet; null if there are some. */
export function statisticsFrom(it: Calibration): number | null {
  const all = [it.final_score, ...it.criteria.map(({ agreement }) => agreement)];
  if (!all.every(({ ordinal, interval }) => isScarce(ordinal) && isScarce(interval))) return null;
  const { interval } = it.final_score;
  return interval.is === 'scarce' ? interval.needed : null;
}

/** The same for the mean scores of tracks. */
export function tracksFrom({ tracks }: Calibration): number | null {
  const scores = tracks.flatMap((comparison) => comparison.tracks.map(({ score }) => score));
  const [first] = scores;
  return first?.is === 'scarce' && scores.every(isScarce) ? first.needed : null;
}
