// A reviewer's points above or below others, as two marks on one scale. Nothing is known about time except
// the two halves of their sessions, so there is no line between the marks.

import type { Estimate, Leniency } from '../api/types';

export interface HalfMark {
  name: 'earlier' | 'later';
  estimate: Estimate;
  /** Shares of the width, from 0 to 1; null if there is no figure. */
  at: { value: number; low: number; high: number } | null;
}

const LEAST = 5;

function figuresOf({ earlier, later }: Leniency): number[] {
  return [earlier, later].flatMap((it) => (it.is === 'known' ? [it.value, it.low, it.high] : []));
}

/** How far the scale extends to either side of zero: the same for all reviewers, so they can be compared. */
export function reachOf(all: Leniency[]): number {
  const most = Math.max(LEAST, ...all.flatMap(figuresOf).map(Math.abs));
  const step = most <= 20 ? 5 : 10;
  return Math.ceil(most / step) * step;
}

/** Both halves on a scale from `-reach` to `reach`. */
export function halvesOf(leniency: Leniency, reach: number): HalfMark[] {
  const share = (points: number) => (points + reach) / (2 * reach);
  return (['earlier', 'later'] as const).map((name) => {
    const estimate = leniency[name];
    if (estimate.is !== 'known') return { name, estimate, at: null };
    const { value, low, high } = estimate;
    return { name, estimate, at: { value: share(value), low: share(low), high: share(high) } };
  });
}
