// Where times are on the timeline: busy time at a constant scale, every fold as a narrow column.

import type { Clock, Span } from './clock';
import { countUntil } from './clock';

/** A stretch of time and where it is drawn. */
export interface Piece extends Span {
  x: number;
  width: number;
  folded: boolean;
}

/** The width of a fold in pixels: enough for its label. */
const FOLD_PIXELS = 34;
/** The largest share of the width that all folds together take. */
const FOLDS_SHARE = 0.25;

export class Layout {
  readonly pieces: Piece[];

  constructor(
    readonly view: Span,
    clock: Clock,
    readonly width: number,
  ) {
    this.pieces = piecesOf(view, clock, width);
  }

  /** The position of a time. Outside of the view the scale stays constant. */
  x(time: number): number {
    const { from, to } = this.view;
    if (time < from || time > to) {
      return (
        ((time - (time < from ? from : to)) / Math.max(1, to - from)) * this.width +
        (time < from ? 0 : this.width)
      );
    }
    const index = countUntil(this.pieces, (piece) => piece.from <= time) - 1;
    const piece = this.pieces[Math.max(0, index)];
    return piece.x + ((time - piece.from) / Math.max(1, piece.to - piece.from)) * piece.width;
  }

  /** The time at a position. */
  timeAt(x: number): number {
    const index = countUntil(this.pieces, (piece) => piece.x <= x) - 1;
    const piece = this.pieces[Math.max(0, index)];
    const share = piece.width === 0 ? 0 : (x - piece.x) / piece.width;
    return piece.from + Math.min(1, Math.max(0, share)) * (piece.to - piece.from);
  }

  get folds(): Piece[] {
    return this.pieces.filter((piece) => piece.folded);
  }
}

function piecesOf(view: Span, clock: Clock, width: number): Piece[] {
  const folds = clock.folds.filter((fold) => fold.to > view.from && fold.from < view.to);
  const spans: (Span & { folded: boolean })[] = [];
  let at = view.from;
  for (const fold of folds) {
    const [from, to] = [Math.max(at, fold.from), Math.min(fold.to, view.to)];
    if (from > at) spans.push({ from: at, to: from, folded: false });
    spans.push({ from, to, folded: true });
    at = to;
  }
  if (at < view.to || spans.length === 0) spans.push({ from: at, to: view.to, folded: false });
  const busy = spans.reduce((sum, span) => sum + (span.folded ? 0 : span.to - span.from), 0);
  const share = busy === 0 ? 1 : FOLDS_SHARE;
  const narrow = Math.min(FOLD_PIXELS, (width * share) / Math.max(1, folds.length));
  const room = width - narrow * folds.length;
  let x = 0;
  return spans.map((span) => {
    const own = span.folded ? narrow : (room * (span.to - span.from)) / Math.max(1, busy);
    const piece = { ...span, x, width: own };
    x += own;
    return piece;
  });
}
