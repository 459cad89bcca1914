import { describe, expect, it } from 'vitest';
import type { CommandLinesView, TranscriptView } from '../api/types';
import { type Fold, hiddenOf, Layout, type LayoutInput, type Row } from './transcript-layout';

const command = (seq: number, first: number, end: number): CommandLinesView => ({
  seq,
  time: seq,
  text: `command ${seq}`,
  directory: null,
  end_seq: seq + 1,
  end_time: seq + 1,
  exit: 0,
  first,
  end,
  word: 'candidate',
});
const outline = (lines: number, some: Partial<TranscriptView> = {}): TranscriptView => ({
  building: null,
  lines,
  left_out: 0,
  commands: [],
  commands_left_out: 0,
  programs: [],
  programs_left_out: 0,
  ...some,
});
const layout = (of: TranscriptView, more: Partial<LayoutInput> = {}) =>
  new Layout({ outline: of, until: null, seq: 99, folds: new Map(), wrapped: [], ...more });

function short(row: Row): string {
  if (row.kind === 'line') return String(row.line);
  if (row.kind === 'command') return `$${row.command.seq}`;
  if (row.kind === 'folded') return `(${row.lines})`;
  return row.kind;
}
const rows = (of: Layout) => Array.from({ length: of.rows }, (_, at) => short(of.row(at)));

describe('rows', () => {
  it('are lines with headings before outputs, programs and the cursor', () => {
    const program = { line: 3, seq: 5, time: 5, end_seq: 6, end_time: 6 };
    const of = outline(6, {
      commands: [command(2, 1, 2), command(4, 3, 3), command(8, 4, 6)],
      programs: [program],
    });
    expect(rows(layout(of))).toEqual([
      ...['0', '$2', '1', '2', '$4', 'program', '3', '$8', '4', '5'],
    ]);
    const early = rows(layout(of, { until: 3, seq: 4 }));
    expect(early).toEqual(['0', '$2', '1', '2', '$4', 'now', 'program', '3', '$8', '4', '5']);
    expect(rows(layout(of, { until: 6 }))).not.toContain('now');
    expect(rows(layout(outline(0)))).toEqual([]);
  });
  it('show a heading where nothing was printed after it', () => {
    expect(rows(layout(outline(2, { commands: [command(3, 2, 2)] })))).toEqual(['0', '1', '$3']);
  });
});

describe('folding', () => {
  const of = outline(200, { commands: [command(2, 1, 91), command(4, 92, 102)] });
  const folded = (folds: [number, Fold][]) => rows(layout(of, { folds: new Map(folds) }));
  it('hides the middle of a long output, and says how many lines', () => {
    const all = folded([]);
    expect(all.slice(20, 25)).toEqual(['19', '20', '(50)', '71', '72']);
    expect(all).toHaveLength(200 + 2 - 50 + 1);
  });
  it('is as it was chosen', () => {
    expect(folded([[2, 'open']])).toHaveLength(202);
    const closed = folded([
      [4, 'closed'],
      [2, 'closed'],
    ]);
    expect(closed.slice(0, 7)).toEqual(['0', '$2', '(90)', '91', '$4', '(10)', '102']);
    expect(hiddenOf(command(9, 5, 85), new Map())).toEqual([85, 85]);
  });
  it('keeps what came later apart', () => {
    const all = rows(layout(of, { until: 40, seq: 3 }));
    expect(all.slice(21, 26)).toEqual(['20', '(19)', 'now', '(31)', '71']);
  });
  it('finds the row of each line, and of a folded one the row that says so', () => {
    const it = layout(of);
    for (let at = 0; at < it.rows; at++) {
      const row = it.row(at);
      if (row.kind === 'line') expect(it.rowOf(row.line)).toBe(at);
    }
    expect(short(it.row(it.rowOf(50)))).toBe('(50)');
    expect(it.row(it.rowOfCommand(4)).kind).toBe('command');
    expect(it.rowOfCommand(5)).toBe(-1);
  });
});

describe('heights', () => {
  it('count wrapped lines, and lead from a height to its row', () => {
    const of = outline(200, { commands: [command(2, 1, 91)] });
    // Line 40 is folded: it takes no room.
    const wrapped: [number, number][] = [
      [0, 2],
      [3, 1],
      [40, 7],
      [150, 4],
    ];
    const it = layout(of, { wrapped });
    expect([it.top(0), it.top(1), it.rows, it.height]).toEqual([0, 3, 152, 152 + 7]);
    for (let at = 0; at < it.rows; at++) {
      expect(it.top(at + 1)).toBeGreaterThan(it.top(at));
      expect(it.at(it.top(at))).toBe(at);
      expect(it.at(it.top(at + 1) - 0.5)).toBe(at);
    }
  });
  it('of half a million lines are found at once', () => {
    const commands = Array.from({ length: 9_000 }, (_, at) => command(at, at * 55, at * 55 + 50));
    const began = performance.now();
    const it = layout(outline(500_000, { commands }));
    for (let at = 0; at < 1_000; at++) it.at(at * 500);
    expect(it.rows).toBe(509_000);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
