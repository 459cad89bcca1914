import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import type { MetricsView, SeriesView } from '../api/types';
import { leftOut, optionsOf, seriesOf } from './metric-series';
import MetricsLegend from './MetricsLegend.svelte';
import { legendOf } from './timeline-words';

const view = (name: string, known = true): SeriesView => ({
  name,
  set: null,
  questions: known ? name : null,
  configuration: {},
  known,
  runs: 2,
  first: 1,
  word: 'candidate',
});
const run = (time: number, series: number, recall: number): MetricsView => {
  const values = { 'coverage.share': 1, recall };
  return { seq: time, time, series, values, word: 'candidate', doubt: null };
};
const views = [view('dev'), view('desk'), view('circumstances not known', false)];
const metrics = [run(1, 0, 0.5), run(2, 1, 1), run(3, 0, 0.7), run(4, 2, 0.1), run(5, 2, 0.9)];
const values = (points: { value: number }[]) => points.map((point) => point.value);

describe('the metrics that are plotted', () => {
  it('are those of one series', () => {
    const [line] = seriesOf(metrics, views, { series: 0 });
    expect([line.name, values(line.points), line.joined]).toEqual(['recall', [0.5, 0.7], true]);
  });
  it('are those of what was measured last, unless another is chosen', () => {
    expect(values(seriesOf(metrics, views)[0].points)).toEqual([0.1, 0.9]);
  });
  it('are those that vary', () => {
    const names = (runs: MetricsView[]) => seriesOf(runs, views).map((line) => line.name);
    expect(names([run(1, 0, 0.5), run(2, 0, 0.7)])).toEqual(['recall']);
    expect(names([run(1, 0, 0.5)])).toEqual(['recall', 'coverage.share']);
  });
  it('are not joined where nothing says what was measured', () => {
    expect(seriesOf(metrics, views, { series: 2 })[0].joined).toBe(false);
  });
  it('are lines of their own and on one scale if several series are shown', () => {
    const lines = seriesOf(metrics, views, { metric: 'recall' });
    expect(lines.map((line) => [line.name, values(line.points)])).toEqual([
      ['circumstances not known', [0.1, 0.9]],
      ['dev', [0.5, 0.7]],
      ['desk', [1]],
    ]);
    expect(new Set(lines.map((line) => line.range.join()))).toEqual(new Set(['0.1,1']));
  });
  it('say how many series are left out', () => {
    const many = [0, 1, 2, 3, 4, 5].map((series) => run(series, series, 0.5));
    expect(leftOut(many, { metric: 'recall' })).toBe(2);
    expect(leftOut(many, { series: 1 })).toBe(0);
  });
});

describe('what can be chosen', () => {
  it('is each series, and each metric that several have', () => {
    expect(optionsOf(metrics, views).map((option) => option.label)).toEqual([
      'dev (2)',
      'desk (2)',
      'circumstances not known (2)',
      'recall, every series',
      'coverage.share, every series',
    ]);
    expect(optionsOf(metrics.slice(0, 1), [views[0]])).toHaveLength(1);
  });
  it('is offered beside the values, with what is chosen', () => {
    const options = optionsOf(metrics, views);
    const choice = { series: 1 };
    const legend = legendOf(seriesOf(metrics, views, choice), 9);
    const props = { legend, top: 0, options, choice, more: 0, onchoose: () => undefined };
    const html = render(MetricsLegend, { props }).body;
    expect(html).toMatch(/<option[^>]*selected[^>]*>desk \(2\)/);
    expect(html).toContain('recall 1');
  });
});
