// Which metrics the timeline plots. A line joins runs of one series only: one set of questions in
// one configuration. Either one series is shown, or one metric of several, each with its own mark.

import type { MetricsView, SeriesView, Word } from '../api/types';

export interface Series {
  name: string;
  /** With whose word each is, and what speaks against it. */
  points: { time: number; value: number; word: Word; doubt: string | null }[];
  /** Whether its runs can be compared, and so joined by a line. */
  joined: boolean;
  /** The least and the most that its row shows. */
  range: [number, number];
}

/** What is plotted: a series by its index, or a metric of all series. */
export type Choice = { series: number } | { metric: string };

export interface Option {
  choice: Choice;
  label: string;
}

const MOST_METRICS = 3;
/** As many series have marks that can be told apart. */
export const MOST_TOGETHER = 4;

/** What can be plotted: each series, then each metric that several series have. */
export function optionsOf(metrics: MetricsView[], views: SeriesView[]): Option[] {
  const own = views.map((view, series) => ({
    choice: { series },
    label: `${view.name} (${view.runs})`,
  }));
  const common = namesOf(metrics).filter(
    (name) => new Set(having(metrics, name).map((run) => run.series)).size > 1,
  );
  const shared = common.map((metric) => ({
    choice: { metric },
    label: `${metric}, every series`,
  }));
  return [...own, ...shared];
}

/** The series of the last run: what was measured last. */
export function usualOf(metrics: MetricsView[]): Choice {
  return { series: metrics.at(-1)?.series ?? 0 };
}

/** The lines of a choice. */
export function seriesOf(
  metrics: MetricsView[],
  views: SeriesView[],
  choice: Choice = usualOf(metrics),
): Series[] {
  if ('metric' in choice) return together(metrics, views, choice.metric);
  const runs = metrics.filter((run) => run.series === choice.series);
  const joined = views[choice.series]?.known ?? false;
  const all = namesOf(runs).map((name) => line(name, having(runs, name), name, joined));
  const varies = ({ range }: Series) => range[0] !== range[1];
  const worth = all.filter(varies);
  return (worth.length > 0 ? worth : all).slice(0, MOST_METRICS);
}

/** How many series of a choice are not shown, because marks would not tell them apart. */
export function leftOut(metrics: MetricsView[], choice: Choice): number {
  if (!('metric' in choice)) return 0;
  return Math.max(0, measuredIn(metrics, choice.metric).length - MOST_TOGETHER);
}

function together(metrics: MetricsView[], views: SeriesView[], metric: string): Series[] {
  const runs = having(metrics, metric);
  const shown = measuredIn(metrics, metric).slice(0, MOST_TOGETHER);
  const values = runs.filter((run) => shown.includes(run.series)).map((run) => run.values[metric]);
  // One scale, since they show the same metric.
  const range: [number, number] = [Math.min(...values), Math.max(...values)];
  return shown.map((series) => {
    const own = runs.filter((run) => run.series === series);
    const view = views[series];
    return { ...line(metric, own, view?.name ?? metric, view?.known ?? false), range };
  });
}

/** Series with a metric, those that were measured last first. */
function measuredIn(metrics: MetricsView[], metric: string): number[] {
  const backwards = having(metrics, metric).reverse();
  return [...new Set(backwards.map((run) => run.series))];
}

function line(metric: string, runs: MetricsView[], name: string, joined: boolean): Series {
  const points = runs.map(({ time, values, word, doubt }) => ({
    time,
    value: values[metric],
    word,
    doubt,
  }));
  const values = points.map((point) => point.value);
  return { name, points, joined, range: [Math.min(...values), Math.max(...values)] };
}

const having = (runs: MetricsView[], name: string) => runs.filter((run) => name in run.values);

/** Names without a dot come first: what they are parts of has one. */
function namesOf(runs: MetricsView[]): string[] {
  const names = [...new Set(runs.flatMap(({ values }) => Object.keys(values)))];
  const rank = (name: string) => (name.includes('.') ? 1 : 0);
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
