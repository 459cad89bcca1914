import { describe, expect, it } from 'vitest';
import type { MarkView, ReplayView } from '../api/types';
import { kindsOf } from './kinds';
import { fragmentOf, locationOf } from './location';
import { rowsOf } from './rows';
import { piecesOf } from './snippet';
import { tabOfMark } from './tabs';
import { lengthText } from './timeline-words';
import { stateOf } from './workspace.svelte';

const mark = (seq: number, lane: MarkView['lane']): MarkView => ({
  seq,
  time: seq,
  lane,
  label: '',
  bad: false,
  end: null,
  word: 'host',
});
const nothing = {
  marks: [],
  markers: [],
  hits: [],
  searching: false,
  metrics: [],
  curve: { shares: [], marks: [], stripes: [], more: 0 },
  curveText: '',
};

describe('the rows of the timeline', () => {
  it('leave out lanes that not every pipeline has, until there is something', () => {
    const ids = rowsOf(nothing).map((row) => row.id);
    expect(ids).not.toContain('vectors');
    expect(ids).not.toContain('metrics');
    expect(rowsOf({ ...nothing, marks: [mark(1, 'evals')] }).map((row) => row.id)).toContain(
      'evals',
    );
  });
  it('lie one below the other, the hits of a search on top', () => {
    const rows = rowsOf({ ...nothing, searching: true });
    expect(rows[0].id).toBe('found');
    rows.slice(1).forEach((row, index) => {
      expect(row.top).toBe(rows[index].top + rows[index].height);
    });
  });
});

describe('a snippet', () => {
  it('comes in pieces, on one line', () => {
    expect(piecesOf('so a\n  test ran', [[8 - 1, 11]])).toEqual([
      { text: 'so a ', found: false },
      { text: 'test', found: true },
      { text: ' ran', found: false },
    ]);
  });
  it('is whole whatever is said to be found', () => {
    for (const found of [
      [[5, 99]],
      [[4, 2]],
      [
        [0, 2],
        [1, 3],
      ],
    ] as [number, number][][]) {
      const text = piecesOf('abcdef', found).map((piece) => piece.text);
      expect(text.join('')).toBe('abcdef');
    }
  });
});

describe('a filter of events', () => {
  it('takes kinds, families and beginnings, and names what it does not know', () => {
    expect(kindsOf('terminal.opened, note.fix').kinds).toEqual(['terminal.opened', 'note.fix']);
    expect(kindsOf('note').kinds).toHaveLength(5);
    expect(kindsOf('nonsense').unknown).toEqual(['nonsense']);
    expect(kindsOf(' ')).toEqual({ kinds: [], unknown: [] });
  });
});

describe('words of the timeline', () => {
  it('say how long a fold is', () => {
    expect([40e6, 12 * 60e6, 125 * 60e6].map(lengthText)).toEqual(['40s', '12m', '2h05']);
  });
});

describe('what leads where', () => {
  const marks = [mark(3, 'edits'), mark(5, 'commands'), mark(9, 'edits')];
  it('is the view of the lane', () => {
    expect([3, 5, 4].map((seq) => tabOfMark(marks, seq))).toEqual([
      'files',
      'terminal',
      'terminal',
    ]);
  });
  it('fetches the workspace anew only after an edit', () => {
    const overview = { marks, marks_omitted: 0 } as unknown as ReplayView;
    expect([2, 3, 8, 9, 10].map((seq) => stateOf(overview, seq))).toEqual([0, 3, 3, 9, 9]);
    expect(stateOf({ ...overview, marks_omitted: 1 }, 8)).toBe(8);
  });
});

describe('a link', () => {
  it('names a moment or a range, a view and a file', () => {
    const moment = { from: 12, to: 12, view: null, file: null, text: null };
    expect(locationOf('#seq=12')).toEqual(moment);
    expect(fragmentOf({ ...moment, view: 'terminal', file: 'a' })).toBe('#seq=12');
    const range = { from: 3, to: 40, text: null };
    const file = { ...range, view: 'files' as const, file: 'src/a b&c.rs' };
    expect(fragmentOf(file)).toBe('#seq=3-40&view=files&file=src/a%20b%26c.rs');
    expect(locationOf(fragmentOf(file))).toEqual(file);
  });
  it('names a line of a terminal, from 1', () => {
    const moment = { from: 12, to: 12, view: null, file: null };
    for (const [text, words] of [
      [{ terminal: 3, line: 119 }, '3.120'],
      [{ terminal: 3, line: null }, '3'],
      [{ terminal: null, line: null }, ''],
    ] as const) {
      expect(fragmentOf({ ...moment, text })).toBe(`#seq=12&text=${words}`);
      expect(locationOf(`#seq=12&text=${words}`)).toEqual({ ...moment, text });
    }
    for (const none of ['3.0', 'x', '3.', '-1']) {
      expect(locationOf(`#seq=12&text=${none}`)?.text).toBe(null);
    }
  });
  it('that names nothing, or what cannot be, is none', () => {
    for (const hash of ['', '#', '#seq=', '#seq=0', '#seq=9-3', '#seq=x', '#top']) {
      expect(locationOf(hash)).toBe(null);
    }
    expect(locationOf('#seq=1&view=nonsense')?.view).toBe(null);
  });
});
