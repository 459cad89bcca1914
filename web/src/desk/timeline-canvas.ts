// Paints the rows of the timeline. Shape as well as colour tells what is bad: a good mark is a
// line, a bad one has a square on top.

import { barsOf, type Column, columnsOf } from '../trace/bins';
import type { Layout } from '../trace/layout';
import { ticksOf } from '../trace/ticks';
import { paintShares, paintStripe } from './curve-paint';
import type { Series } from './metric-series';
import { paintPlot } from './plot-paint';
import type { RowMark } from './row-mark';
import { AXIS_HEIGHT, type Row } from './rows';

export interface Volume {
  from: number;
  to: number;
  values: number[];
}

export interface Picture {
  layout: Layout;
  rows: Row[];
  volume: Volume;
  series: Series[];
  /** Labels of the axis, and of folds. */
  clock: (time: number) => string;
  length: (micros: number) => string;
}

type Context = CanvasRenderingContext2D;
type Ink = (token: string) => string;

/** How high all rows are, with the axis. */
export function heightOf(rows: Row[]): number {
  const last = rows.at(-1);
  return (last ? last.top + last.height : 0) + AXIS_HEIGHT;
}

/** Columns of a row's marks, for painting and for what is under the pointer. */
export function columnsOfRows(rows: Row[], layout: Layout): Map<string, Column<RowMark>[]> {
  return new Map(rows.map((row) => [row.id, columnsOf(row.marks, layout)]));
}

/** Paints everything onto the canvas, in the colours of the theme. */
export function paint(
  canvas: HTMLCanvasElement,
  columns: Map<string, Column<RowMark>[]>,
  picture: Picture,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { layout, rows } = picture;
  const height = heightOf(rows);
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(layout.width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, height);
  const style = getComputedStyle(canvas);
  const ink: Ink = (token) => style.getPropertyValue(token).trim();
  const font = getComputedStyle(document.body).fontFamily;

  paintFolds(context, picture, height, ink, font);
  for (const row of rows) {
    context.fillStyle = ink('--line');
    context.fillRect(0, row.top + row.height - 1, layout.width, 1);
    const own = columns.get(row.id) ?? [];
    if (row.kind === 'volume') paintVolume(context, row, picture, ink);
    else if (row.kind === 'signs') paintSigns(context, row, own, ink);
    else if (row.kind === 'plot') paintPlot(context, row, layout, picture.series, ink);
    else if (row.kind === 'stripe') paintStripe(context, row, row.pieces ?? [], layout, ink);
    else if (row.kind === 'shares') {
      paintShares(context, row, row.shares ?? [], layout, ink, font);
      paintText(context, row, layout.width, ink, font);
    } else paintMarks(context, row, own, layout, ink);
  }
  paintAxis(context, picture, height, ink, font);
}

/** A fold: a hatched column through all rows, and how long it was. */
function paintFolds(context: Context, picture: Picture, height: number, ink: Ink, font: string) {
  const { layout, length } = picture;
  for (const fold of layout.folds) {
    context.fillStyle = ink('--sunk');
    context.fillRect(fold.x, 0, fold.width, height);
    context.save();
    context.beginPath();
    context.rect(fold.x, 0, fold.width, height - AXIS_HEIGHT);
    context.clip();
    context.strokeStyle = ink('--line');
    context.lineWidth = 1;
    context.beginPath();
    for (let at = fold.x - height; at < fold.x + fold.width; at += 7) {
      context.moveTo(at, height);
      context.lineTo(at + height, 0);
    }
    context.stroke();
    context.restore();
    const text = length(fold.to - fold.from);
    context.font = `10px ${font}`;
    const wide = context.measureText(text).width;
    if (wide > fold.width - 2) continue;
    context.fillStyle = ink('--muted');
    context.fillText(text, fold.x + (fold.width - wide) / 2, height - 5);
  }
}

function paintAxis(context: Context, picture: Picture, height: number, ink: Ink, font: string) {
  const { layout, clock } = picture;
  context.fillStyle = ink('--muted');
  context.font = `11px ${font}`;
  const folds = layout.folds;
  for (const tick of ticksOf(layout)) {
    const at = Math.round(layout.x(tick));
    context.fillRect(at, height - AXIS_HEIGHT, 1, 4);
    const text = clock(tick);
    const end = at + 4 + context.measureText(text).width;
    const covered = folds.some((fold) => fold.x < end && fold.x + fold.width > at);
    if (end < layout.width && !covered) context.fillText(text, at + 4, height - 4);
  }
}

function paintVolume(context: Context, row: Row, { volume, layout }: Picture, ink: Ink): void {
  const bars = barsOf(volume.values, volume.from, volume.to, layout);
  const most = Math.log1p(Math.max(1, ...bars.map((bar) => bar.value)));
  context.fillStyle = ink('--volume');
  for (const { x, width, value } of bars) {
    // A logarithm: one flood must not make everything else invisible.
    const height = Math.max(2, (Math.log1p(value) / most) * (row.height - 3));
    context.fillRect(x, row.top + row.height - 1 - height, width, height);
  }
}

function paintMarks(
  context: Context,
  row: Row,
  columns: Column<RowMark>[],
  layout: Layout,
  ink: Ink,
): void {
  const foot = row.top + row.height - 2;
  context.fillStyle = ink('--volume');
  for (const column of columns) {
    // What lasts has a bar at its foot, where that can be seen.
    const end = Math.max(...column.marks.map((mark) => mark.end ?? 0));
    const long = layout.x(end) - column.x;
    if (end > 0 && long > 3) context.fillRect(column.x, foot - 2, long, 2);
  }
  const most = Math.log1p(Math.max(1, ...columns.map((column) => column.marks.length)));
  for (const column of columns) {
    // The more is at one pixel, the higher, compared with the busiest pixel of the row.
    const share = Math.log1p(column.marks.length) / most;
    const height = Math.max(4, (row.height - 5) * (most > 1 ? share : 0.8));
    const width = columns.length > 300 ? 1 : 2;
    context.fillStyle = column.bad > 0 ? ink('--bad') : ink('--text');
    context.fillRect(column.x, foot - height, width, height);
    if (column.bad > 0) context.fillRect(column.x - 1, row.top + 1, 3, 3);
  }
}

/** Signs stand for themselves: triangles, filled for good news and findings, open for bad. */
function paintSigns(context: Context, row: Row, columns: Column<RowMark>[], ink: Ink): void {
  const [top, foot] = [row.top + 2, row.top + row.height - 3];
  for (const { x, bad } of columns) {
    context.beginPath();
    context.moveTo(x - 4, top);
    context.lineTo(x + 4, top);
    context.lineTo(x, foot);
    context.closePath();
    context.fillStyle = bad > 0 ? ink('--bad') : ink('--accent');
    context.strokeStyle = context.fillStyle;
    context.lineWidth = 1.2;
    if (bad > 0) context.stroke();
    else context.fill();
  }
}

/** At the left if there is nothing else, else at the right, on its own ground. */
function paintText(context: Context, row: Row, width: number, ink: Ink, font: string): void {
  if (!row.empty) return;
  context.font = `11px ${font}`;
  const wide = context.measureText(row.empty).width;
  const left = row.marks.length === 0 ? 4 : width - wide - 6;
  context.fillStyle = ink('--panel');
  if (row.marks.length > 0) context.fillRect(left - 4, row.top, wide + 10, row.height - 1);
  context.fillStyle = ink('--muted');
  context.fillText(row.empty, left, row.top + row.height - 4);
}
