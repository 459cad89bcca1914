// The rows of the timeline, from top to bottom, and what is on each.

import type {
  HitView,
  LaneView,
  MarkerKind,
  MarkerView,
  MarkView,
  MetricsView,
} from '../api/types';
import { WORD_WORDS } from '../text/names';
import type { CurveLane, Share, StripePiece } from './curve-lane';
import type { RowMark } from './row-mark';

/** How a row is drawn: volume as bars, single things as marks, values as lines, checks as stripes. */
export type RowKind = 'volume' | 'marks' | 'signs' | 'plot' | 'shares' | 'stripe';

export interface Row {
  id: string;
  label: string;
  kind: RowKind;
  top: number;
  height: number;
  marks: RowMark[];
  /** What a row says where it has nothing to show. */
  empty: string;
  shares?: Share[];
  pieces?: StripePiece[];
}

export const ROW_HEIGHT = 15;
/** With the legend above the plot itself. */
export const PLOT_HEIGHT = 42;
export const LEGEND_HEIGHT = 14;
export const STRIPE_HEIGHT = 12;
export const AXIS_HEIGHT = 16;

const HEIGHTS: Partial<Record<RowKind, number>> = { plot: PLOT_HEIGHT, stripe: STRIPE_HEIGHT };

const LANES: [LaneView, string][] = [
  ['commands', 'commands'],
  ['edits', 'edits'],
  ['models', 'models'],
  ['vectors', 'vectors'],
  ['evals', 'evals'],
  ['notes', 'notes'],
  ['messages', 'messages'],
  ['session', 'session'],
];
/** Lanes that not every pipeline has anything for: shown when there is something. */
const OPTIONAL: LaneView[] = ['vectors', 'evals'];

export const MARKER_WORDS: Record<MarkerKind, string> = {
  first_look: 'first look',
  first_change: 'first change',
  hypothesis: 'hypothesis',
  first_pass: 'first pass',
  improvement: 'better',
  regression: 'worse',
  long_idle: 'long idle',
  large_paste: 'large paste',
  contradiction: 'contradicted',
};

/** What is found on the way of a reviewer is worse news in these. */
export const BAD_MARKERS: MarkerKind[] = [
  'regression',
  'large_paste',
  'long_idle',
  'contradiction',
];

/** A marker in a line, with whose word it is and what speaks against it. */
export function markerText({ kind, label, word, doubt }: MarkerView): string {
  const against = doubt ? `; against it: ${doubt}` : '';
  return `${MARKER_WORDS[kind]}: ${label} (${WORD_WORDS[word]}${against})`;
}

function markerMark(marker: MarkerView): RowMark {
  const { seq, time } = marker;
  const label = markerText(marker);
  return { seq, time, label, bad: BAD_MARKERS.includes(marker.kind), end: null };
}

export interface Shown {
  marks: MarkView[];
  markers: MarkerView[];
  hits: HitView[];
  searching: boolean;
  metrics: MetricsView[];
  curve: CurveLane;
  /** What there is to say of the curve. */
  curveText: string;
}

/** The rows for what there is. */
export function rowsOf(shown: Shown): Row[] {
  const { marks, markers, hits, searching, metrics, curve } = shown;
  const lanes = new Map<string, RowMark[]>(LANES.map(([lane]) => [lane, []]));
  for (const mark of marks) lanes.get(mark.lane)?.push(mark);
  const rows: Row[] = [];
  let top = 0;
  const add = (id: string, label: string, kind: RowKind, own: RowMark[], more?: Partial<Row>) => {
    const height = HEIGHTS[kind] ?? ROW_HEIGHT;
    rows.push({ id, label, kind, top, height, marks: own, empty: '', ...more });
    top += height;
  };
  if (searching) {
    const found = hits.map((hit) => {
      const label = hit.snippet.trim();
      return { seq: hit.seq, time: hit.time, label, bad: false, end: null, word: hit.word };
    });
    add('found', 'found', 'signs', found);
  }
  add('markers', 'markers', 'signs', markers.map(markerMark));
  add('terminal', 'terminal', 'volume', []);
  for (const [lane, label] of LANES) {
    const own = lanes.get(lane) ?? [];
    if (own.length > 0 || !OPTIONAL.includes(lane)) add(lane, label, 'marks', own);
  }
  if (metrics.length > 0) add('metrics', 'metrics', 'plot', []);
  const empty = shown.curveText;
  add('curve', 'check curve', 'shares', curve.marks, { shares: curve.shares, empty });
  for (const { id, pieces, marks: own } of curve.stripes) {
    add(`check ${id}`, id, 'stripe', own, { pieces });
  }
  return rows;
}
