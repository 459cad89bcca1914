import { describe, expect, it } from 'vitest';
import { render } from 'svelte/server';
import type { AskLineView, AskRow, AskStageView } from '../api/types';
import { counterpart } from './ask-alike.svelte';
import { compared } from './ask-compare';
import { nextAsk } from './ask-list.svelte';
import { outcome } from './ask-words';
import type { DeskState } from './desk.svelte';
import FlowTable from './FlowTable.svelte';
import { bounded } from './full-text';

function stages(lists: Record<string, string[]>): AskStageView[] {
  return Object.entries(lists).map(([stage, ids]) => ({
    stage,
    known: true,
    says: 'took 3 µs',
    seq: null,
    results: ids.map((id) => ({ id, score: null })),
    packed: stage === 'packed' ? { dropped: 0, tokens: 1, left_out: [] } : null,
  }));
}

const before = stages({ fused: ['junk', 'gold', 'old'], packed: ['junk'] });
const after = stages({ fused: ['gold', 'junk', 'new'], packed: ['gold'] });

describe('two questions side by side', () => {
  it('have each chunk of either, in the order of the later one', () => {
    const { chunks } = compared(before, after);
    expect(chunks.map(({ id }) => id)).toEqual(['gold', 'junk', 'new', 'old']);
    const places = Object.fromEntries(
      chunks.map(({ id, before, places }) => [
        id,
        [before, places].map((of) => of.map((at) => (at.is === 'rank' ? at.rank : at.is))),
      ]),
    );
    expect(places).toEqual({
      gold: [
        [2, 'not-offered'],
        [1, 1],
      ],
      junk: [
        [1, 1],
        [2, 'not-offered'],
      ],
      new: [
        ['absent', 'absent'],
        [3, 'not-offered'],
      ],
      old: [
        [3, 'not-offered'],
        ['absent', 'absent'],
      ],
    });
  });
  it('mark what is elsewhere at the end', () => {
    const moved = compared(before, after).chunks.filter((chunk) => chunk.moved);
    expect(moved.map(({ id }) => id)).toEqual(['gold', 'junk', 'new', 'old']);
    expect(compared(after, after).chunks.some((chunk) => chunk.moved)).toBe(false);
  });
  it('are one table, in words too', () => {
    const desk = { places: { of: () => null } } as unknown as DeskState;
    const nothing = () => undefined;
    const props = { desk, flow: compared(before, after), word: 'candidate' as const };
    const { body } = render(FlowTable, {
      props: { ...props, followed: null, onfollow: nothing, onpoint: nothing },
    });
    const text = body
      .replaceAll(/<!--.*?-->/g, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    expect(text).toContain('gold before 2 → after 1 before not offered → after 1');
    expect(text).toContain('Before: The packing was offered the first 1 of “fused”');
  });
});

const row = (seq: number, run: number): AskRow =>
  ({ seq, run, failed: false, abstained: null, grounded: null }) as AskRow;

describe('the asking to compare with', () => {
  it('is the last one before in another run, else the next one', () => {
    const rows = [row(1, 1), row(2, 2), row(3, 2), row(9, 4)];
    expect(counterpart(rows, rows[2])?.seq).toBe(1);
    expect(counterpart(rows, rows[3])?.seq).toBe(3);
    expect(counterpart(rows, rows[0])?.seq).toBe(2);
    expect(counterpart([rows[1], rows[2]], rows[1])).toBe(null);
  });
});

describe('the list', () => {
  it('steps over headings, and stops where nothing is loaded', () => {
    const lines = new Map<number, AskLineView>([
      [0, { run: {} as never }],
      [1, { ask: row(5, 5) }],
      [2, { run: {} as never }],
      [3, { ask: row(8, 7) }],
    ]);
    expect(nextAsk(lines, 1, 1)).toBe(3);
    expect(nextAsk(lines, 3, -1)).toBe(1);
    expect(nextAsk(lines, 3, 1)).toBe(null);
    expect(nextAsk(lines, 1, -1)).toBe(null);
  });
  it('says how a question came out, the worst first', () => {
    expect(outcome({ ...row(1, 1), failed: true, abstained: true })?.says).toContain('failure');
    expect(outcome({ ...row(1, 1), abstained: true, grounded: false })?.says).toBe('abstained');
    expect(outcome({ ...row(1, 1), grounded: false })?.says).toBe('not grounded');
    expect(outcome(row(1, 1))).toBe(null);
  });
});

describe('a text in full', () => {
  it('has a bound, and says how much is beyond it', () => {
    expect(bounded('abcdef', 6)).toBe('abcdef');
    expect(bounded('abcdefg', 6)).toBe('abcdef…\n[1 more characters are not shown]');
  });
});
