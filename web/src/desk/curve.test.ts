import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { CheckOutcome, CurvePoint, CurveView, SessionView } from '../api/types';
import { CheckCurve } from './check-curve.svelte';
import { curveOf, FAULT_VERBS, faultsOf, isWhole, momentAt, storyOf, varies } from './curve';
import { laneOf } from './curve-lane';
import { progressText, rowText } from './curve-words';
import { rowsOf } from './rows';

const MINUTE = 60_000_000;
const OUTCOMES: Record<string, CheckOutcome> = { p: 'pass', f: 'fail', e: 'error' };

/** Points from a letter a moment for each check; a dot is a check that did not run. */
function points(checks: Record<string, string>): CurvePoint[] {
  const length = Math.max(...Object.values(checks).map((letters) => letters.length));
  return Array.from({ length }, (_, at) => ({
    seq: 10 * (at + 1),
    time: at * 10 * MINUTE,
    outcomes: Object.entries(checks).flatMap(([check, letters]) => {
      const outcome = OUTCOMES[letters[at]];
      return outcome ? [{ check, outcome, summary: `${check} says ${outcome}` }] : [];
    }),
  }));
}

const curve = curveOf(points({ builds: 'pfpp', old: 'ffpf', shared: 'fffp', late: '..ep' }));
const line = (id: string) => curve.checks.find((it) => it.id === id)!;

describe('a check curve', () => {
  it('is a table in order of moments, whatever order they came in', () => {
    const shuffled = curveOf(points({ a: 'pf', b: 'pp' }).toReversed());
    expect(shuffled.moments.map(({ seq, passed, ran }) => [seq, passed, ran])).toEqual([
      [10, 2, 2],
      [20, 1, 2],
    ]);
    expect(shuffled.checks[0].cells.map((cell) => cell?.outcome)).toEqual(['pass', 'fail']);
  });
  it('keeps apart what did not run', () => {
    expect(line('late').cells.map((cell) => cell?.outcome)).toEqual([
      undefined,
      undefined,
      'error',
      'pass',
    ]);
  });
  it('tells when a check turned, and that it came back', () => {
    expect(storyOf(line('old'), curve.moments)).toBe(
      'fails from the start; passes from 0:20:00; fails again from 0:30:00',
    );
    expect(storyOf(line('late'), curve.moments)).toBe(
      'not run from the start; undetermined from 0:20:00; passes from 0:30:00',
    );
    expect(varies(line('old'))).toBe(true);
  });
  it('says so where nothing turned', () => {
    const still = curveOf(points({ a: 'fff' }));
    expect(storyOf(still.checks[0], still.moments)).toBe('fails at every moment');
    expect(varies(still.checks[0])).toBe(false);
    expect(storyOf({ id: 'none', cells: [] }, [])).toBe('');
  });
  it('is whole once the last edit was checked', () => {
    expect(isWhole(curve.moments, [{ seq: 12 }, { seq: 40 }])).toBe(true);
    expect(isWhole(curve.moments, [{ seq: 41 }])).toBe(false);
    expect(isWhole(curve.moments, [])).toBe(true);
    expect(isWhole([], [])).toBe(false);
  });
  it('has a moment for every event', () => {
    expect([1, 10, 19, 20, 99].map((seq) => momentAt(curve.moments, seq))).toEqual([0, 0, 0, 1, 3]);
  });
});

describe('faults', () => {
  const spec = (id: string, ...detects: string[]) => ({ id, asserts: '', detects });
  it('are told by the checks that tell of them alone', () => {
    const specs = [spec('old', 'ids'), spec('shared', 'ids', 'points'), spec('builds')];
    const [ids, points] = faultsOf(curve, specs);
    expect(ids.by).toEqual(['old']);
    expect(storyOf(ids, curve.moments, FAULT_VERBS)).toBe(
      'there from the start; gone from 0:20:00; there again from 0:30:00',
    );
    // `points` has no check of its own.
    expect(points.by).toEqual(['shared']);
  });
  it('are gone where all pass, there where one fails, and else unknown', () => {
    const two = curveOf(points({ a: 'ppp.', b: 'pfep' }));
    const [fault] = faultsOf(two, [spec('a', 'x'), spec('b', 'x')]);
    expect(fault.cells.map((cell) => cell?.outcome)).toEqual(['pass', 'fail', 'error', undefined]);
  });
  it('without a check that ran are left out', () => {
    expect(faultsOf(curve, [spec('never-ran', 'ghost')])).toEqual([]);
  });
});

describe('the lane of the curve', () => {
  const edits = [
    { seq: 10, time: 0 },
    { seq: 15, time: 4 * MINUTE },
    { seq: 20, time: 10 * MINUTE },
    { seq: 40, time: 30 * MINUTE },
  ];
  it('draws what has something to say, and says how many passed', () => {
    const lane = laneOf(curveOf(points({ fine: 'ppp', bad: 'fff', turns: 'fpp' })), edits, 99);
    expect(lane.stripes.map((stripe) => stripe.id)).toEqual(['bad', 'turns']);
    expect(lane.shares.map((share) => share.passed)).toEqual([1, 2, 2]);
    expect(lane.marks[0].label).toBe('1 of 3 pass; not: bad, turns');
  });
  it('knows an outcome until the next edit and no longer', () => {
    const [first, second, , last] = laneOf(curve, edits, 60 * MINUTE).stripes[0].pieces;
    expect([first.until, first.next]).toEqual([4 * MINUTE, 10 * MINUTE]);
    // No edit before the next moment: it holds until there.
    expect([second.until, second.next]).toEqual([20 * MINUTE, 20 * MINUTE]);
    expect([last.until, last.next]).toEqual([60 * MINUTE, 60 * MINUTE]);
  });
  it('does not push everything else off the page', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`c${at}`, 'fp']));
    const lane = laneOf(curveOf(points(many)), [], MINUTE);
    expect([lane.stripes.length, lane.more]).toEqual([8, 3]);
  });
  it('is rows of the timeline, with marks that lead to the moments', () => {
    const shown = { marks: [], markers: [], hits: [], searching: false, metrics: [] };
    const rows = rowsOf({ ...shown, curve: laneOf(curve, edits, 60 * MINUTE), curveText: '' });
    const stripes = rows.filter((row) => row.kind === 'stripe');
    expect(stripes.map((row) => row.label)).toEqual(['builds', 'old', 'shared', 'late']);
    expect(stripes[1].marks.map(({ seq, bad }) => [seq, bad])).toEqual([
      [10, true],
      [20, true],
      [30, false],
      [40, true],
    ]);
  });
});

const session = (state: string, withheld = false) =>
  ({ row: { state, withheld, scenario: 'tiny' } }) as SessionView;

describe('what the row says without a curve', () => {
  const known = { session: session('checked'), state: null, points: 0, trouble: '' };
  it('is why there is none', () => {
    const idle = { state: 'idle' } as const;
    expect(rowText({ ...known, state: idle })).toContain('can run it');
    expect(rowText({ ...known, session: session('checked', true) })).toContain('withheld');
    expect(rowText({ ...known, session: session('running') })).toContain('own checks');
    expect(rowText({ ...known, trouble: 'down' })).toContain('could not be loaded');
    expect(rowText({ ...known, state: { state: 'failed', reason: 'x' } })).toContain('could not');
    expect(rowText({ ...known, state: idle, points: 3 })).toBe('');
  });
  it('is how far it is while it runs', () => {
    expect(progressText({ done: 0, of: 0 })).toContain('waiting');
    expect(progressText({ done: 2, of: 5 })).toBe('running: 2 of 5 moments done');
  });
});

describe('asking for the curve', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const running = (done: number): CurveView => ({
    state: { state: 'running', done, of: 2 },
    points: [],
  });
  const done: CurveView = { state: { state: 'idle' }, points: points({ a: 'fp' }) };
  const noChecks = async () => [];

  it('goes on while it runs, and ends with it', async () => {
    const answers = [{ ...done, points: [] }, running(1), done];
    const api = { curve: vi.fn(async () => answers.shift()!), startCurve: async () => running(0) };
    const curve = new CheckCurve(api, noChecks);
    curve.of(session('checked'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(api.curve).toHaveBeenCalledTimes(1);
    await curve.start();
    expect(curve.running).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(api.curve).toHaveBeenCalledTimes(3);
    expect(curve.running).toBe(false);
    expect(curve.curve.moments).toHaveLength(2);
  });
  it('is not asked for by who may not see it, nor before there can be one', async () => {
    const api = { curve: vi.fn(async () => done), startCurve: async () => done };
    const curve = new CheckCurve(api, noChecks);
    curve.of(session('checked', true));
    curve.of(session('running'));
    expect(api.curve).not.toHaveBeenCalled();
    curve.of(session('reviewed'));
    curve.of(session('reviewed'));
    expect(api.curve).toHaveBeenCalledTimes(1);
  });
  it('says why it is refused, and what was known stays', async () => {
    const refusal = new ApiError(409, 'scenario_changed', 'A check curve would mislead.');
    const curve = new CheckCurve(
      { curve: async () => done, startCurve: () => Promise.reject(refusal) },
      noChecks,
    );
    await curve.load();
    await curve.start();
    expect([curve.trouble, curve.asking]).toEqual(['A check curve would mislead.', false]);
    expect(curve.curve.moments).toHaveLength(2);
  });
  it('stops with the desk', async () => {
    const api = { curve: vi.fn(async () => running(1)), startCurve: async () => running(0) };
    const curve = new CheckCurve(api, noChecks);
    await curve.load();
    curve.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(api.curve).toHaveBeenCalledTimes(1);
  });
});
