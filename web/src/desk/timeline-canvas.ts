// Paints the lanes. Shape as well as colour tells what is bad: a good mark is a line, a bad one
// has a square on top.

import { LANES, type Lane, type Mark, type View } from '../trace/timeline';

export const LANE_HEIGHT = 17;
export const AXIS_HEIGHT = 18;
export const HEIGHT = LANES.length * LANE_HEIGHT + AXIS_HEIGHT;

export interface Picture {
  view: View;
  bins: number[];
  marks: Mark[];
  cursor: number;
  /** A selected stretch of time. */
  selection: View | null;
}

/** Positions of labels on the axis: round times, not closer than about 90 pixels. */
export function axisTicks(view: View, width: number): number[] {
  const SECOND = 1_000_000;
  const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map((s) => s * SECOND);
  const perPixel = (view.to - view.from) / Math.max(1, width);
  const step = steps.find((candidate) => candidate / perPixel >= 90) ?? 14_400 * SECOND;
  const ticks: number[] = [];
  for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) ticks.push(at);
  return ticks;
}

function color(element: HTMLElement, token: string): string {
  return getComputedStyle(element).getPropertyValue(token).trim();
}

/** Paints everything onto the canvas, in the colours of the theme. */
export function paint(canvas: HTMLCanvasElement, picture: Picture, label: (t: number) => string) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const [wide, high] = [Math.round(width * ratio), Math.round(HEIGHT * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  const { from, to } = picture.view;
  const x = (time: number) => ((time - from) / Math.max(1, to - from)) * width;
  const ink = (token: string) => (context.fillStyle = color(canvas, token));

  if (picture.selection) {
    ink('--selected');
    const left = x(picture.selection.from);
    context.fillRect(left, 0, Math.max(2, x(picture.selection.to) - left), HEIGHT);
  }
  ink('--line');
  LANES.forEach((_, lane) => context.fillRect(0, (lane + 1) * LANE_HEIGHT - 1, width, 1));
  paintAxis(context, picture.view, width, x, label, color(canvas, '--muted'));
  paintVolume(context, picture.bins, width, color(canvas, '--volume'));
  paintMarks(context, picture.marks, width, x, color(canvas, '--text'), color(canvas, '--bad'));
  ink('--accent');
  context.fillRect(Math.round(x(picture.cursor)) - 1, 0, 2, HEIGHT);
}

function paintAxis(
  context: CanvasRenderingContext2D,
  view: View,
  width: number,
  x: (time: number) => number,
  label: (time: number) => string,
  ink: string,
): void {
  context.fillStyle = ink;
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  for (const tick of axisTicks(view, width)) {
    const at = Math.round(x(tick));
    context.fillRect(at, HEIGHT - AXIS_HEIGHT, 1, 4);
    if (at + 50 < width) context.fillText(label(tick), at + 4, HEIGHT - 5);
  }
}

function paintVolume(
  context: CanvasRenderingContext2D,
  bins: number[],
  width: number,
  ink: string,
): void {
  const most = Math.log1p(Math.max(1, ...bins));
  const step = width / bins.length;
  context.fillStyle = ink;
  bins.forEach((volume, index) => {
    if (volume === 0) return;
    // A logarithm: one flood must not make everything else invisible.
    const height = Math.max(2, (Math.log1p(volume) / most) * (LANE_HEIGHT - 3));
    context.fillRect(index * step, LANE_HEIGHT - 1 - height, Math.max(1, step - 0.5), height);
  });
}

function paintMarks(
  context: CanvasRenderingContext2D,
  marks: Mark[],
  width: number,
  x: (time: number) => number,
  good: string,
  bad: string,
): void {
  const lanes = new Map<Lane, number>(LANES.map((lane, index) => [lane, index * LANE_HEIGHT]));
  for (const mark of marks) {
    const at = x(mark.time);
    if (at < -4 || at > width + 4) continue;
    const top = lanes.get(mark.lane) ?? 0;
    context.fillStyle = mark.bad ? bad : good;
    context.fillRect(Math.min(width - 2, Math.round(at)), top + 3, 2, LANE_HEIGHT - 7);
    if (mark.bad) context.fillRect(Math.min(width - 4, Math.round(at) - 1), top + 3, 4, 4);
  }
}
