// Marks as they are drawn: marks that are closer than a pixel become one column that counts them.

import type { Layout } from './layout';
import { countUntil } from './clock';

interface Timed {
  time: number;
  bad: boolean;
}

export interface Column<T> {
  x: number;
  /** The marks at this pixel, in order of time. */
  marks: T[];
  bad: number;
}

/** The visible marks of a lane: one column for every pixel that has any. Expects marks in order of time. */
export function columnsOf<T extends Timed>(marks: T[], layout: Layout): Column<T>[] {
  const columns: Column<T>[] = [];
  for (const mark of within(marks, layout.view.from, layout.view.to)) {
    const x = Math.min(layout.width - 1, Math.floor(layout.x(mark.time)));
    const last = columns.at(-1);
    const column = last?.x === x ? last : { x, marks: [], bad: 0 };
    if (column !== last) columns.push(column);
    column.marks.push(mark);
    if (mark.bad) column.bad++;
  }
  return columns;
}

/** The part of a sorted list within [from, to]. */
export function within<T extends { time: number }>(sorted: T[], from: number, to: number): T[] {
  return sorted.slice(
    countUntil(sorted, (entry) => entry.time < from),
    countUntil(sorted, (entry) => entry.time <= to),
  );
}

/** The column nearest to a position, if it is within `near` pixels. */
export function nearest<T>(columns: Column<T>[], x: number, near: number): Column<T> | null {
  const next = countUntil(columns, (column) => column.x < x);
  const close = [columns[next - 1], columns[next]]
    .filter((column) => column && Math.abs(column.x - x) <= near)
    .sort((left, right) => Math.abs(left.x - x) - Math.abs(right.x - x));
  return close[0] ?? null;
}

/** Bins of equal length, drawn where the layout puts them: position, width, value. */
export function barsOf(
  values: number[],
  from: number,
  to: number,
  layout: Layout,
): { x: number; width: number; value: number }[] {
  const step = (to - from) / Math.max(1, values.length);
  const bars: { x: number; width: number; value: number }[] = [];
  for (let index = 0; index < values.length; index++) {
    if (values[index] === 0) continue;
    const left = layout.x(Math.max(layout.view.from, from + index * step));
    const right = layout.x(Math.min(layout.view.to, from + (index + 1) * step));
    if (right <= 0 || left >= layout.width) continue;
    const last = bars.at(-1);
    // Bins narrower than a pixel share one column, which shows the largest of them.
    if (last && left < last.x + 1) last.value = Math.max(last.value, values[index]);
    else bars.push({ x: left, width: Math.max(1, right - left), value: values[index] });
  }
  return bars;
}
