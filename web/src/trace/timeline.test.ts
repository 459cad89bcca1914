import { describe, expect, it } from 'vitest';
import { barsOf, columnsOf, nearest, within } from './bins';
import { around, Clock, pan, type Span, zoom } from './clock';
import { Layout } from './layout';
import { ticksOf } from './ticks';

const S = 1_000_000;
const HOUR = 3600 * S;
const FOLDS: Span[] = [
  { from: HOUR, to: 3 * HOUR },
  { from: 4 * HOUR, to: 5 * HOUR },
];
const clock = new Clock(FOLDS, 8 * HOUR);
const plain = new Clock([], 8 * HOUR);

describe('folding', () => {
  it('leaves folded stretches out of busy time', () => {
    const times = [0, 0.5, 1, 2, 3, 3.5, 4.5, 5, 8].map((hours) => clock.busy(hours * HOUR));
    expect(times.map((time) => time / HOUR)).toEqual([0, 0.5, 1, 1, 1, 1.5, 2, 2, 5]);
    expect(plain.busy(7 * HOUR)).toBe(7 * HOUR);
  });
  it('finds the way back, to either side of a fold', () => {
    expect(clock.time(HOUR)).toBe(HOUR);
    expect(clock.time(HOUR, true)).toBe(3 * HOUR);
    expect(clock.time(1.5 * HOUR)).toBe(3.5 * HOUR);
    expect(clock.time(5 * HOUR)).toBe(8 * HOUR);
    for (const time of [0, 0.3, 3.2, 3.9, 6, 8].map((hours) => hours * HOUR)) {
      expect(clock.time(clock.busy(time))).toBeCloseTo(time);
    }
  });
  it('knows the fold of a time', () => {
    expect(clock.foldAt(2 * HOUR)).toEqual(FOLDS[0]);
    expect(clock.foldAt(HOUR)).toEqual(FOLDS[0]);
    expect(clock.foldAt(3 * HOUR)).toBe(null);
    expect(clock.foldAt(0)).toBe(null);
  });
});

describe('a view', () => {
  const all = { from: 0, to: 8 * HOUR };
  it('zooms about a moment and stays within the session', () => {
    const near = zoom(all, 0.5, 2 * HOUR, plain);
    expect(near).toEqual({ from: HOUR, to: 5 * HOUR });
    expect(zoom(near, 100, 0, plain)).toEqual(all);
    expect(zoom(all, 1e-9, HOUR, plain).to - zoom(all, 1e-9, HOUR, plain).from).toBeCloseTo(S);
  });
  it('zooms out of a fold to all that is beside it', () => {
    const second = zoom(all, 1e-9, 6 * HOUR, clock);
    expect(zoom(second, 1e9, 6 * HOUR, clock)).toEqual(all);
    const half = zoom(all, 0.5, 3.5 * HOUR, clock);
    expect(clock.busy(half.to) - clock.busy(half.from)).toBeCloseTo(2.5 * HOUR);
  });
  it('moves by a share of itself, over folds', () => {
    const first = { from: 0, to: HOUR };
    expect(pan(first, 1, clock)).toEqual({ from: 3 * HOUR, to: 4 * HOUR });
    expect(pan(first, -1, clock)).toEqual(first);
    expect(around(first, 6 * HOUR, 0.5, clock)).toEqual({ from: 5.5 * HOUR, to: 6.5 * HOUR });
  });
});

describe('the layout', () => {
  const layout = new Layout({ from: 0, to: 8 * HOUR }, clock, 1068);
  it('draws busy time evenly and folds narrow', () => {
    expect(layout.folds.map((fold) => fold.width)).toEqual([34, 34]);
    expect(layout.x(HOUR)).toBe(200);
    expect(layout.x(3 * HOUR)).toBe(234);
    expect(layout.x(8 * HOUR)).toBeCloseTo(1068);
  });
  it('finds the time of every place again', () => {
    for (let x = 0; x <= 1068; x += 7) expect(layout.x(layout.timeAt(x))).toBeCloseTo(x);
  });
  it('never gives folds more than a quarter', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      from: at * 10 * S,
      to: (at * 10 + 5) * S,
    }));
    const crowded = new Layout({ from: 0, to: 1000 * S }, new Clock(many, 1000 * S), 1000);
    expect(crowded.folds.reduce((sum, fold) => sum + fold.width, 0)).toBeCloseTo(250);
    expect(crowded.x(1000 * S)).toBeCloseTo(1000);
  });
  it('labels round times, apart from one another', () => {
    const ticks = ticksOf(layout);
    expect(ticks).toContain(0.5 * HOUR);
    const places = ticks.map((tick) => layout.x(tick));
    places.slice(1).forEach((x, index) => expect(x - places[index]).toBeGreaterThan(50));
  });
});

describe('binning', () => {
  const layout = new Layout({ from: 0, to: 100 * S }, new Clock([], 100 * S), 100);
  const mark = (seconds: number, bad = false) => ({ time: seconds * S, bad });
  it('makes one column of marks that are closer than a pixel', () => {
    const columns = columnsOf([mark(1.1), mark(1.5, true), mark(3), mark(100)], layout);
    expect(columns.map(({ x, marks, bad }) => [x, marks.length, bad])).toEqual([
      [1, 2, 1],
      [3, 1, 0],
      [99, 1, 0],
    ]);
  });
  it('loses no mark, however many there are', () => {
    const marks = Array.from({ length: 5000 }, (_, index) => mark(index / 50));
    const columns = columnsOf(marks, layout);
    expect(columns.length).toBeLessThanOrEqual(100);
    expect(columns.reduce((sum, column) => sum + column.marks.length, 0)).toBe(5000);
  });
  it('shows only what is in the view', () => {
    const near = new Layout({ from: 10 * S, to: 20 * S }, new Clock([], 100 * S), 100);
    expect(columnsOf([mark(9), mark(10), mark(20), mark(21)], near)).toHaveLength(2);
    expect(within([mark(1), mark(2), mark(3)], 2 * S, 2 * S)).toEqual([mark(2)]);
  });
  it('finds the column under a pointer', () => {
    const columns = columnsOf([mark(10), mark(14)], layout);
    expect(nearest(columns, 11, 4)?.x).toBe(10);
    expect(nearest(columns, 13, 4)?.x).toBe(14);
    expect(nearest(columns, 30, 4)).toBe(null);
  });
  it('draws bins of bytes where they belong, the largest of a pixel', () => {
    const bars = barsOf([0, 5, 9, 0, 0, 0, 0, 0, 0, 1], 0, 100 * S, layout);
    expect(bars.map(({ x, width, value }) => [x, width, value])).toEqual([
      [10, 10, 5],
      [20, 10, 9],
      [90, 10, 1],
    ]);
    const fine = barsOf(
      Array.from({ length: 1000 }, (_, at) => at + 1),
      0,
      100 * S,
      layout,
    );
    expect(fine.length).toBeLessThanOrEqual(101);
    expect(Math.max(...fine.map((bar) => bar.value))).toBe(1000);
  });
});
