// The clock of the timeline: working time, with idle stretches folded away.
//
// Busy time is working time without the folds. Zooming and moving use it, so that nobody has to
// drag through a night in which nothing happened.

export interface Span {
  from: number;
  to: number;
}

/** The shortest view. */
const CLOSEST = 1_000_000;

export class Clock {
  /** Working time that is folded before each fold; the last entry is the total. */
  private folded: number[] = [0];

  /** Folds are in order and do not overlap. */
  constructor(
    readonly folds: Span[],
    readonly end: number,
  ) {
    for (const { from, to } of folds) this.folded.push(this.folded.at(-1)! + to - from);
  }

  /** The busy time at a working time. It is constant within a fold. */
  busy(time: number): number {
    const begun = countUntil(this.folds, (fold) => fold.from < time);
    if (begun === 0) return time;
    const { from, to } = this.folds[begun - 1];
    return time - this.folded[begun - 1] - (Math.min(time, to) - from);
  }

  /** The working time at a busy time. At a fold it is the fold's beginning, or its end if `late`. */
  time(busy: number, late = false): number {
    const passed = countUntil(this.folds, ({ from }, index) => {
      const at = from - this.folded[index];
      return late ? at <= busy : at < busy;
    });
    return busy + this.folded[passed];
  }

  /** The fold that a time is in. */
  foldAt(time: number): Span | null {
    const fold = this.folds[countUntil(this.folds, ({ from }) => from <= time) - 1];
    return fold && time < fold.to ? fold : null;
  }
}

/** The number of entries before the first that does not hold. Expects those that hold to come first. */
export function countUntil<T>(sorted: T[], holds: (entry: T, index: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle], middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `focus` stays where it is. The view stays within the session and is at least a second long. */
export function zoom(view: Span, factor: number, focus: number, clock: Clock): Span {
  const [from, to, at] = [view.from, view.to, focus].map((time) => clock.busy(time));
  const all = clock.busy(clock.end);
  const width = Math.min(all, Math.max(Math.min(CLOSEST, all), (to - from) * factor));
  const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
  return placed(at - share * width, width, clock);
}

/** Moves a view by a share of its width. */
export function pan(view: Span, share: number, clock: Clock): Span {
  const [from, to] = [clock.busy(view.from), clock.busy(view.to)];
  return placed(from + share * (to - from), to - from, clock);
}

/** A view of the same width with `time` at the given share of its width. */
export function around(view: Span, time: number, share: number, clock: Clock): Span {
  const width = clock.busy(view.to) - clock.busy(view.from);
  return placed(clock.busy(time) - share * width, width, clock);
}

/** A view of this busy width, moved so that it is within the session. */
function placed(wanted: number, width: number, clock: Clock): Span {
  const all = clock.busy(clock.end);
  const from = Math.max(0, Math.min(wanted, all - width));
  return {
    from: from <= 0 ? 0 : clock.time(from, true),
    to: from + width >= all ? clock.end : clock.time(from + width),
  };
}
