// Labels of the axis: round times, at least about 90 pixels apart, none within a fold.

import type { Layout } from './layout';

const SECOND = 1_000_000;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const FARTHEST = 14_400;
const ROOM = 90;

/** The times that are labelled. */
export function ticksOf(layout: Layout): number[] {
  const busy = layout.pieces.filter((piece) => !piece.folded);
  const shown = busy.reduce((sum, piece) => sum + piece.to - piece.from, 0);
  const pixels = busy.reduce((sum, piece) => sum + piece.width, 0);
  const perPixel = shown / Math.max(1, pixels);
  const step = (STEPS.find((one) => (one * SECOND) / perPixel >= ROOM) ?? FARTHEST) * SECOND;
  const ticks: number[] = [];
  let free = -Infinity;
  for (const piece of busy) {
    for (let at = Math.ceil(piece.from / step) * step; at <= piece.to; at += step) {
      const x = layout.x(at);
      if (x < free) continue;
      ticks.push(at);
      free = x + ROOM * 0.7;
    }
  }
  return ticks;
}
