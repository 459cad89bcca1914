// Words for the short names that the types of scoring use.

import type {
  Change,
  ClaimVerdict,
  Estimate,
  Kept,
  Mark,
  MyReview,
  Qualification,
  ScoreKind,
  Seen,
  Standing,
} from '../api/types';
import { dateTime, duration, plural } from '../text/format';
import { WORD_WORDS } from '../text/names';

export const MINE_WORDS: Record<MyReview, string> = {
  none: '–',
  draft: 'draft',
  submitted: 'submitted',
  forgone: 'not reviewing',
};

export const SCORE_WORDS: Record<ScoreKind, string> = {
  single: 'single review',
  agreed: 'agreed',
  disputed: 'disputed',
  final: 'final',
};

export const VERDICT_WORDS: Record<ClaimVerdict, string> = {
  supported: '✓ supported',
  contradicted: '✗ contradicted',
  unsupported: '? unsupported',
};

export const KEPT_WORDS: Record<Kept, string> = {
  yes: '✓ kept',
  no: '✗ not kept',
  unclear: '? cannot tell',
};

/** What a correction changed, in words. */
export function changeText(change: Change): string {
  if (change.of === 'final') return `the final score from ${change.from} to ${change.to}`;
  if (change.of === 'constraint') {
    const [from, to] = [KEPT_WORDS[change.from], KEPT_WORDS[change.to]];
    return `the constraint ${change.constraint} from ${from} to ${to}`;
  }
  const level = (points: number | null) => points ?? 'not observed';
  return `${change.criterion} from ${level(change.from)} to ${level(change.to)}`;
}

/** What a score is based on, in a sentence. */
export function restsOn(standing: Standing): string {
  switch (standing.is) {
    case 'unscored':
      return 'No review counts yet.';
    case 'single':
      return `A single review, by ${standing.reviewer}. Nobody else has judged this.`;
    case 'agreed':
      return `The mean of reviews that agree, from ${standing.lowest} to ${standing.highest}. Not decided yet.`;
    case 'disputed':
      return `Reviews are too far apart, from ${standing.lowest} to ${standing.highest}. There is no score until somebody decides it.`;
    case 'final': {
      const since =
        standing.since > 0 ? ` ${plural(standing.since, 'review')} came in afterwards.` : '';
      return `Decided by ${standing.by} on ${dateTime(standing.at)}, after reviews from ${standing.lowest} to ${standing.highest}: ${standing.why}${since}`;
    }
  }
}

export function scoreOf(standing: Standing): number | null {
  return 'score' in standing ? standing.score : null;
}

/** "2 of 3", or that it was not observed. */
export function markText(mark: Mark | undefined, best: number): string {
  if (!mark) return '–';
  return mark.points === null ? 'not observed' : `${mark.points} of ${best}`;
}

/** Where a pinned range is, and the weakest word in it. */
export function seenText(seen: Seen): string {
  const word = seen.word ? `, ${WORD_WORDS[seen.word]}` : '';
  if (seen.label && seen.from_seq === seen.to_seq)
    return `${duration(seen.from)} ${seen.label}${word}`;
  if (seen.label) return `${duration(seen.from)}–${duration(seen.to)} ${seen.label}${word}`;
  if (seen.from_seq === seen.to_seq) return `${duration(seen.from)} ${seen.kind}${word}`;
  return `${duration(seen.from)}–${duration(seen.to)}${word}`;
}

export function seenLink(session: string, { from_seq, to_seq }: Seen): string {
  const range = from_seq === to_seq ? from_seq : `${from_seq}-${to_seq}`;
  return `/sessions/${session}#seq=${range}`;
}

/** How far apart the levels are. */
export function apartText(criterion: { apart: number | null; split: boolean }): string {
  if (criterion.split) return 'observed by only some';
  if (criterion.apart === null) return 'one judgement';
  if (criterion.apart === 0) return 'same level';
  return `${plural(criterion.apart, 'level')} apart`;
}

/** A figure with its interval and its n; never a bare number. */
export function estimateText(estimate: Estimate, digits = 2): string {
  if (estimate.is === 'scarce')
    return `too few: n = ${estimate.n}, at least ${estimate.needed} needed`;
  if (estimate.is === 'constant') return `no variation, n = ${estimate.n}`;
  const { value, low, high, n, small } = estimate;
  const figures = `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
  return `${figures}, n = ${n}${small ? ', small sample' : ''}`;
}

/** Whether somebody's reviews count, and why. */
export function qualificationText(qualification: Qualification): string {
  switch (qualification.is) {
    case 'unasked':
      return 'counts: there is no anchor session to pass';
    case 'established':
      return 'counts: reviewed before there were anchor sessions';
    case 'passed':
      return `counts: passed ${plural(qualification.passed, 'anchor session')}`;
    case 'learning':
      return `does not count yet: passed ${qualification.passed} of ${qualification.needed} anchor sessions, tried ${qualification.tried}`;
  }
}
