// A transcript as rows to show: its lines, a heading before each command's output, a row where a
// full-screen program ran, and a row where the cursor is. Outputs can be folded, and wrapped lines
// are several rows high.

import type { CommandLinesView, ProgramView, TranscriptView } from '../api/types';

/** Longer outputs are folded: of them, so many lines at the beginning and at the end are shown. */
export const FOLD_OVER = 80;
const SHOWN = 20;

/** How an output is shown, where that was chosen. */
export type Fold = 'open' | 'closed';

export type Row =
  | { kind: 'line'; line: number }
  | { kind: 'command'; command: CommandLinesView }
  | { kind: 'program'; program: ProgramView }
  | { kind: 'folded'; command: CommandLinesView; lines: number }
  | { kind: 'now' };

type Single = Exclude<Row, { kind: 'line' }>;
interface Segment {
  /** The number of its first row. */
  row: number;
  rows: number;
  /** Its only row, or none if it is lines. */
  single: Single | null;
  /** Its first line, or the line that follows it. */
  line: number;
  /** Rows that wrapped lines before it take beside their first ones. */
  extra: number;
}

export interface LayoutInput {
  outline: TranscriptView;
  /** The line after the last one that was complete at the cursor; null if that is not known. */
  until: number | null;
  /** The event at the cursor. */
  seq: number;
  folds: ReadonlyMap<number, Fold>;
  /** Lines that take more than a row, in order, and how many rows they take beside the first. */
  wrapped: readonly (readonly [line: number, extra: number])[];
}

/** The lines of a command's output that are not shown. */
export function hiddenOf(
  command: CommandLinesView,
  folds: ReadonlyMap<number, Fold>,
): [from: number, to: number] {
  const fold = folds.get(command.seq);
  const { first, end } = command;
  if (fold === 'closed') return [first, end];
  if (fold === 'open' || end - first <= FOLD_OVER) return [end, end];
  return [first + SHOWN, end - SHOWN];
}

interface Inserted {
  line: number;
  order: number;
  single: Single;
}

/** What is between the lines, in order. */
function insertedIn({ outline, until, seq }: LayoutInput): Inserted[] {
  const order = (at: number, kind: number) => (at > seq ? 10 : 0) + kind;
  const all: Inserted[] = outline.commands.map((command) => ({
    line: command.first,
    order: order(command.seq, 0),
    single: { kind: 'command', command },
  }));
  for (const program of outline.programs) {
    const single = { kind: 'program' as const, program };
    all.push({ line: program.line, order: order(program.seq, 1), single });
  }
  if (until !== null && until < outline.lines) {
    all.push({ line: until, order: 5, single: { kind: 'now' } });
  }
  // A stable sort: equal ones stay in the order of their events.
  return all.sort((left, right) => left.line - right.line || left.order - right.order);
}

export class Layout {
  readonly rows: number;
  /** Rows of one line's height. */
  readonly height: number;
  private segments: Segment[] = [];
  private lines: number[];
  /** What all wrapped lines before one take. */
  private sums: number[];

  constructor(private input: LayoutInput) {
    this.lines = input.wrapped.map(([line]) => line);
    let sum = 0;
    this.sums = [0, ...input.wrapped.map(([, extra]) => (sum += extra))];
    this.build();
    const last = this.segments.at(-1);
    this.rows = last ? last.row + last.rows : 0;
    this.height = last ? this.top(this.rows) : 0;
  }

  /** The row at a place. */
  row(at: number): Row {
    const segment = this.segmentAt(at);
    return segment.single ?? { kind: 'line', line: segment.line + at - segment.row };
  }

  /** Where a row begins, in rows of one line's height. */
  top(at: number): number {
    if (this.segments.length === 0) return 0;
    const { single, row, line, extra } = this.segmentAt(at);
    return at + extra + (single ? 0 : this.between(line, line + at - row));
  }

  /** The row that is at a height, in rows of one line's height. */
  at(top: number): number {
    let [low, high] = [0, Math.max(0, this.rows - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The row of a line, or the row that says that it is folded. */
  rowOf(line: number): number {
    let before = 0;
    for (const { single, row, rows, line: first } of this.segments) {
      if (first > line) break;
      if (!single && line < first + rows) return row + line - first;
      before = row;
    }
    return before;
  }

  /** The row of a command's heading; -1 if it has none. */
  rowOfCommand(seq: number): number {
    const is = ({ single }: Segment) => single?.kind === 'command' && single.command.seq === seq;
    return this.segments.find(is)?.row ?? -1;
  }

  /** The row before which everything had happened; the last one if that is everything. */
  rowOfNow(): number {
    const now = this.segments.find(({ single }) => single?.kind === 'now');
    return now ? now.row : this.rows - 1;
  }

  private build(): void {
    const { outline, folds } = this.input;
    const inserted = insertedIn(this.input);
    const hidden = outline.commands
      .map((command) => ({ command, range: hiddenOf(command, folds) }))
      .filter(({ range: [from, to] }) => to > from);
    let [line, next, fold] = [0, 0, 0];
    while (line < outline.lines || next < inserted.length) {
      while (next < inserted.length && inserted[next].line <= line) {
        this.add(inserted[next++].single, line, 1);
      }
      while (fold < hidden.length && hidden[fold].range[1] <= line) fold++;
      const ahead = hidden[fold];
      if (ahead && ahead.range[0] <= line) {
        const { command, range } = ahead;
        // What came later is folded apart from what had happened.
        const { until } = this.input;
        const to = until !== null && line < until ? Math.min(range[1], until) : range[1];
        this.add({ kind: 'folded', command, lines: to - line }, line, 1);
        line = to;
        continue;
      }
      const stops = [outline.lines, inserted[next]?.line, ahead?.range[0]];
      const stop = Math.min(...stops.filter((at) => at !== undefined && at > line));
      if (!Number.isFinite(stop)) break;
      this.add(null, line, stop - line);
      line = stop;
    }
  }

  private add(single: Single | null, line: number, rows: number): void {
    const last = this.segments.at(-1);
    const row = last ? last.row + last.rows : 0;
    const own = !last || last.single ? 0 : this.between(last.line, last.line + last.rows);
    this.segments.push({ row, rows, single, line, extra: (last?.extra ?? 0) + own });
  }

  /** What wrapped lines in a range take beside their first rows. */
  private between(from: number, to: number): number {
    return this.sums[lower(this.lines, to)] - this.sums[lower(this.lines, from)];
  }

  private segmentAt(row: number): Segment {
    let [low, high] = [0, this.segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.segments[middle].row <= row) low = middle;
      else high = middle - 1;
    }
    return this.segments[low];
  }
}

/** How many of sorted numbers are below one. */
function lower(sorted: number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
