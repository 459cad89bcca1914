// What the timeline says: lengths of folds, what is under the pointer, what metrics were.

import type { Word } from '../api/types';
import { duration } from '../text/format';
import { WORD_WORDS } from '../text/names';
import { type Column, nearest } from '../trace/bins';
import { lastAt } from '../trace/cursor';
import type { Layout } from '../trace/layout';
import type { Series } from './metric-series';
import type { RowMark } from './row-mark';
import type { Row } from './rows';

const MINUTE = 60_000_000;
const NEAR = 5;
const MOST_LABELS = 4;

/** A length in few letters: 40s, 12m, 2h05. */
export function lengthText(micros: number): string {
  const minutes = Math.round(micros / MINUTE);
  if (micros < MINUTE) return `${Math.round(micros / 1_000_000)}s`;
  if (minutes < 60) return `${minutes}m`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}`;
}

/** What is under the pointer: when, and what happened there. */
export function tipOf(
  { x, y }: { x: number; y: number },
  rows: Row[],
  columns: Map<string, Column<RowMark>[]>,
  layout: Layout,
): { top: number; lines: string[] } | null {
  const row = rows.find((one) => y >= one.top && y < one.top + one.height);
  const fold = layout.folds.find((one) => x >= one.x && x < one.x + one.width);
  const top = (row?.top ?? y) + (row?.height ?? 0) + 2;
  const column = row && nearest(columns.get(row.id) ?? [], x, NEAR);
  if (row && column) {
    const labels = column.marks.slice(0, MOST_LABELS).map(labelOf);
    const more = column.marks.length - labels.length;
    const rest = more > 0 ? [`and ${more} more`] : [];
    const many = column.marks.length > 1 ? `, ${column.marks.length} close together` : '';
    const lines = [`${duration(column.marks[0].time)} ${row.label}${many}`, ...labels, ...rest];
    return { top, lines };
  }
  if (fold) {
    const idle = lengthText(fold.to - fold.from);
    const line = `${duration(fold.from)}–${duration(fold.to)}: idle for ${idle}, folded`;
    return { top, lines: [line] };
  }
  // Elsewhere the time is told only where times are: on the axis.
  return row ? null : { top: y - 44, lines: [duration(layout.timeAt(x))] };
}

function labelOf(mark: RowMark): string {
  const word = mark.word ? ` (${WORD_WORDS[mark.word]})` : '';
  return `${mark.bad ? '✗ ' : ''}${mark.label}${word}`;
}

/** A metric at a time. */
export interface Legend {
  text: string;
  then: string;
  /** Whose word its value is; none before it was measured. */
  word: Word | null;
  /** What there is to say against it. */
  doubt: string | null;
}

/** The least that one relies on in believing all of it. */
export function weakestOf(legend: Legend[]): Word | null {
  const words: Word[] = ['candidate', 'sandbox', 'host'];
  return words.find((word) => legend.some((entry) => entry.word === word)) ?? null;
}

/** What the metrics that are plotted were at a time, and how far they went in the whole. */
export function legendOf(series: Series[], time: number): Legend[] {
  return series.map(({ name, points }) => {
    const values = points.map((point) => point.value);
    const last = lastAt(points, time);
    const then = last?.value;
    const doubted = points.filter((point) => point.doubt !== null).length;
    const rest = doubted > 0 ? `; ${doubted} of ${points.length} are doubted` : '';
    return {
      word: last?.word ?? null,
      doubt: last?.doubt ?? null,
      text: `${name} ${then === undefined ? '–' : number(then)}`,
      then: `${name}: ${then === undefined ? 'not measured yet' : number(then)} at the cursor, ${number(Math.min(...values))} to ${number(Math.max(...values))} overall${rest}`,
    };
  });
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
