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
import { duration, plural } from '../text/format';
import { WORD_WORDS } from '../text/names';

export const MINE_WORDS: Record<MyReview, string> = {
  none: '–',
  draft: 'draft',
  submitted: 'submitted',
  forgone: 'not reviewing',
};

// "Agreed" is not among them: reviews that happen to be close were given apart, and nobody agreed to
// anything.
export const SCORE_WORDS: Record<ScoreKind, string> = {
  single: 'one person’s view',
  agreed: 'close, not decided',
  disputed: 'too far apart',
  final: 'decided',
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
  if (criterion.apart === null) return 'fewer than two to compare';
  if (criterion.apart === 0) return 'same level';
  return `${plural(criterion.apart, 'level')} apart`;
}

/** A figure with its interval and its n; never a bare number. */
export function estimateText(estimate: Estimate, digits = 2): string {
  if (estimate.is === 'scarce')
    return `from ${plural(estimate.needed, 'session')} on, ${estimate.n} so far`;
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
