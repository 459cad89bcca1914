// The check curve on the timeline: how many passed at each moment, and a stripe for each check that
// has something to say.

import type { CheckOutcome } from '../api/types';
import { OUTCOME_WORDS } from '../text/names';
import { type Curve, type CurveLine, isWorthALine } from './curve';
import type { RowMark } from './row-mark';

/** What a check said of the workspace from a moment on. */
export interface StripePiece {
  time: number;
  /** Until when the workspace stayed as it was checked: the next edit. */
  until: number;
  /** The next moment that was checked, or the end. */
  next: number;
  outcome: CheckOutcome | null;
}

export interface Stripe {
  id: string;
  pieces: StripePiece[];
  marks: RowMark[];
}

export interface Share {
  time: number;
  next: number;
  passed: number;
  ran: number;
}

export interface CurveLane {
  shares: Share[];
  marks: RowMark[];
  stripes: Stripe[];
  /** Checks that have a stripe no more: so many would push everything else off the page. */
  more: number;
}

const MOST_STRIPES = 8;

/** What is drawn of a curve. `edits` are the times of edits, in order. */
export function laneOf(
  curve: Curve,
  edits: { seq: number; time: number }[],
  end: number,
): CurveLane {
  const { moments } = curve;
  const next = moments.map((_, at) => moments[at + 1]?.time ?? end);
  const until = moments.map(({ seq }, at) => {
    const edit = edits.find((it) => it.seq > seq);
    return Math.min(edit?.time ?? end, next[at]);
  });
  const worth = curve.checks.filter(isWorthALine);
  const stripe = (line: CurveLine): Stripe => ({
    id: line.id,
    pieces: moments.map(({ time }, at) => {
      const outcome = line.cells[at]?.outcome ?? null;
      return { time, until: until[at], next: next[at], outcome };
    }),
    marks: moments.flatMap(({ seq, time }, at) => {
      const cell = line.cells[at];
      if (!cell) return [];
      // The sign of what is bad is put before a label by whoever shows it.
      const word = cell.outcome === 'pass' ? OUTCOME_WORDS.pass : wordOf(cell.outcome);
      const label = `${word}: ${cell.summary}`;
      return [{ seq, time, label, bad: cell.outcome !== 'pass', end: null }];
    }),
  });
  return {
    shares: moments.map(({ time, passed, ran }, at) => ({ time, next: next[at], passed, ran })),
    marks: moments.map(({ seq, time, passed, ran }, at) => {
      const failing = curve.checks.filter((line) => line.cells[at]?.outcome !== 'pass');
      const which = failing.length > 0 ? `; not: ${failing.map((line) => line.id).join(', ')}` : '';
      return { seq, time, label: `${passed} of ${ran} pass${which}`, bad: false, end: null };
    }),
    stripes: worth.slice(0, MOST_STRIPES).map(stripe),
    more: Math.max(0, worth.length - MOST_STRIPES),
  };
}

function wordOf(outcome: CheckOutcome): string {
  return OUTCOME_WORDS[outcome].replace(/^\S+ /, '');
}
