// Paints the check curve's rows. Shape and thickness tell as well as colour: a disc on a thin line
// passes, a cross on a thick one fails, a diamond on a broken one is undetermined.

import type { CheckOutcome } from '../api/types';
import type { Layout } from '../trace/layout';
import type { Share, StripePiece } from './curve-lane';

type Context = CanvasRenderingContext2D;
type Ink = (token: string) => string;

interface Place {
  top: number;
  height: number;
}

const SIGN = 8;
const INKS: Record<CheckOutcome, string> = { pass: '--good', fail: '--bad', error: '--warn' };
const THICKNESS: Record<CheckOutcome, number> = { pass: 1.5, fail: 4, error: 2 };
const DASHES: Record<CheckOutcome, number[]> = { pass: [], fail: [], error: [5, 2] };

/** One check along the session. */
export function paintStripe(
  context: Context,
  { top, height }: Place,
  pieces: StripePiece[],
  layout: Layout,
  ink: Ink,
): void {
  const middle = top + height / 2 - 0.5;
  const line = (from: number, to: number, color: string, width: number, dash: number[]) => {
    if (to <= from) return;
    context.strokeStyle = ink(color);
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(from, middle);
    context.lineTo(to, middle);
    context.stroke();
    context.setLineDash([]);
  };
  const { from, to } = layout.view;
  // A sign at the very edge is moved inside, where all of it can be seen.
  const places = pieces.map(({ time }) => {
    const x = layout.x(time);
    return time < from || time > to ? x : Math.min(layout.width - SIGN, Math.max(SIGN / 2, x));
  });
  pieces.forEach(({ outcome, until, next }, at) => {
    if (!outcome) return;
    const [x, known, end] = [places[at], layout.x(until), layout.x(next)];
    line(x, known, INKS[outcome], THICKNESS[outcome], DASHES[outcome]);
    // After an edit nobody knows until the next moment: said by dots, not by a colour.
    line(known, end, '--line-strong', 1, [1, 3]);
  });
  pieces.forEach(({ outcome }, at) => {
    const x = places[at];
    if (!outcome || x < -SIGN || x > layout.width + SIGN) return;
    const room = Math.min(
      x - (places[at - 1] ?? -Infinity),
      (places[at + 1] ?? Infinity) - x,
      SIGN,
    );
    paintSign(context, outcome, x, middle, Math.max(2, room) / 2, height / 2 - 2, ink);
  });
}

function paintSign(
  context: Context,
  outcome: CheckOutcome,
  x: number,
  y: number,
  wide: number,
  high: number,
  ink: Ink,
): void {
  context.fillStyle = context.strokeStyle = ink(INKS[outcome]);
  context.beginPath();
  if (outcome === 'pass') {
    context.ellipse(x, y, wide * 0.9, high * 0.9, 0, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  // On its own ground, so that the thick line does not swallow it.
  context.fillStyle = ink('--panel');
  context.fillRect(x - wide - 1, y - high - 0.5, 2 * wide + 2, 2 * high + 1);
  context.lineWidth = 2;
  if (outcome === 'fail') {
    context.moveTo(x - wide, y - high);
    context.lineTo(x + wide, y + high);
    context.moveTo(x + wide, y - high);
    context.lineTo(x - wide, y + high);
  } else {
    context.lineWidth = 1.5;
    context.moveTo(x, y - high);
    context.lineTo(x + wide, y);
    context.lineTo(x, y + high);
    context.lineTo(x - wide, y);
    context.closePath();
  }
  context.stroke();
}

/** How many passed at each moment: a bar for the share, and the numbers where there is room. */
export function paintShares(
  context: Context,
  { top, height }: Place,
  shares: Share[],
  layout: Layout,
  ink: Ink,
  font: string,
): void {
  context.font = `11px ${font}`;
  const foot = top + height - 2;
  for (const { time, next, passed, ran } of shares) {
    const [x, end] = [layout.x(time), layout.x(next)];
    if (end < 0 || x > layout.width) continue;
    const high = Math.max(1, (height - 4) * (ran === 0 ? 0 : passed / ran));
    context.fillStyle = ink('--line');
    context.fillRect(x, foot - (height - 4), 3, height - 4);
    context.fillStyle = ink('--text');
    context.fillRect(x, foot - high, 3, high);
    const text = `${passed}/${ran}`;
    if (context.measureText(text).width + 8 > Math.min(end, layout.width) - x) continue;
    context.fillStyle = ink('--muted');
    context.fillText(text, x + 6, foot - 1);
  }
}
