// The check curve in the shape of a table: checks by moments, and in words when each of them turned.

import type { CheckOutcome, CheckView, CurvePoint } from '../api/types';
import { duration } from '../text/format';

export interface CurveMoment {
  seq: number;
  time: number;
  passed: number;
  ran: number;
}

export interface CurveCell {
  outcome: CheckOutcome;
  summary: string;
}

/** A check, or a fault by the checks that tell of it, with a cell for each moment. */
export interface CurveLine {
  id: string;
  /** Null where it was not among what ran at that moment. */
  cells: (CurveCell | null)[];
}

export interface Curve {
  moments: CurveMoment[];
  checks: CurveLine[];
}

/** Moments in their order, checks in the order in which they first came. */
export function curveOf(points: CurvePoint[]): Curve {
  const sorted = points.toSorted((left, right) => left.seq - right.seq);
  const ids = [...new Set(sorted.flatMap((point) => point.outcomes.map((it) => it.check)))];
  return {
    moments: sorted.map(({ seq, time, outcomes }) => ({
      seq,
      time,
      passed: outcomes.filter((it) => it.outcome === 'pass').length,
      ran: outcomes.length,
    })),
    checks: ids.map((id) => ({
      id,
      cells: sorted.map(({ outcomes }) => outcomes.find((it) => it.check === id) ?? null),
    })),
  };
}

/** Whether a check did not say the same at every moment. */
export function varies({ cells }: CurveLine): boolean {
  return cells.some((cell) => cell?.outcome !== cells[0]?.outcome);
}

/** Whether there is something to look at: it varies, or is never good. */
export function isWorthALine(line: CurveLine): boolean {
  return varies(line) || line.cells[0]?.outcome !== 'pass';
}

export interface FaultLine extends CurveLine {
  /** The checks it is told by. */
  by: string[];
}

/**
 * Faults by the checks that tell of them: gone where all of those pass. A check that tells of
 * several faults says nothing about one of them, so it counts only for a fault without its own.
 */
export function faultsOf({ moments, checks }: Curve, specs: CheckView[]): FaultLine[] {
  const faults = [...new Set(specs.flatMap((spec) => spec.detects))];
  return faults.flatMap((id) => {
    const telling = specs.filter((spec) => spec.detects.includes(id));
    const alone = telling.filter((spec) => spec.detects.length === 1);
    const by = (alone.length > 0 ? alone : telling).map((spec) => spec.id);
    const lines = checks.filter((line) => by.includes(line.id));
    if (lines.length === 0) return [];
    const cells = moments.map((_, at) => worstOf(lines.map((line) => line.cells[at])));
    return [{ id, by: lines.map((line) => line.id), cells }];
  });
}

function worstOf(cells: (CurveCell | null)[]): CurveCell | null {
  const has = (outcome: CheckOutcome) => cells.some((cell) => cell?.outcome === outcome);
  if (has('fail')) return { outcome: 'fail', summary: 'a check that detects it fails' };
  if (has('error')) return { outcome: 'error', summary: 'a check that detects it is undetermined' };
  if (cells.some((cell) => cell === null)) return null;
  return { outcome: 'pass', summary: 'all checks that detect it pass' };
}

export interface Verbs {
  pass: string;
  fail: string;
  error: string;
  none: string;
}

export const CHECK_VERBS: Verbs = {
  pass: 'passes',
  fail: 'fails',
  error: 'undetermined',
  none: 'not run',
};

export const FAULT_VERBS: Verbs = {
  pass: 'gone',
  fail: 'there',
  error: 'undetermined',
  none: 'not run',
};

/** When a line turned: "fails from the start; passes from 0:20:10; fails again from 0:40:00". */
export function storyOf(line: CurveLine, moments: CurveMoment[], verbs = CHECK_VERBS): string {
  const seen = new Set<string>();
  const turns: string[] = [];
  let before: string | null = null;
  line.cells.forEach((cell, at) => {
    const now = cell?.outcome ?? 'none';
    if (now === before) return;
    before = now;
    const again = seen.has(now) ? ' again' : '';
    seen.add(now);
    const since = at === 0 ? 'the start' : duration(moments[at].time);
    turns.push(`${verbs[now]}${again} from ${since}`);
  });
  if (turns.length > 1) return turns.join('; ');
  const first: keyof Verbs = line.cells[0]?.outcome ?? 'none';
  return line.cells.length === 0 ? '' : `${verbs[first]} at every moment`;
}

/**
 * Whether every moment has been run. They are run in their order and the last one is the last edit,
 * so the last edit tells.
 */
export function isWhole(moments: CurveMoment[], edits: { seq: number }[]): boolean {
  const last = moments.at(-1);
  return last !== undefined && last.seq >= (edits.at(-1)?.seq ?? 0);
}

/** The moment at an event or before it; the first one if there is none before. */
export function momentAt(moments: CurveMoment[], seq: number): number {
  const after = moments.findIndex((moment) => moment.seq > seq);
  return after < 0 ? moments.length - 1 : Math.max(0, after - 1);
}
