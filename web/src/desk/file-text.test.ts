import { describe, expect, test } from 'vitest';
import { blamed, MOST_ROWS, shapeOf, tableOf } from './file-text';

describe('tables', () => {
  test('quotes, separators and line ends within a field stay in it', () => {
    const text = 'month,remark\r\nMay,"two, ""three""\nfour"\r\nJune,\r\n';
    expect(tableOf('ops/bill.csv', text)).toEqual({
      head: ['month', 'remark'],
      rows: [
        ['May', 'two, "three"\nfour'],
        ['June', ''],
      ],
      more: 0,
    });
  });

  test('what does not fit is no table', () => {
    expect(tableOf('a.csv', 'month,eur\nMay\n')).toBeNull();
    expect(tableOf('a.csv', 'one column\nonly\n')).toBeNull();
    expect(tableOf('a.csv', 'a,"b\nc,d')).toBeNull();
    expect(tableOf('a.jsonl', '{"a":1}\nnot json\n')).toBeNull();
    expect(tableOf('a.jsonl', '[1]\n')).toBeNull();
    expect(tableOf('a.jsonl', '')).toBeNull();
  });

  test('objects that have different keys share a head', () => {
    const table = tableOf('a.jsonl', '{"id":"x","n":1}\n\n{"id":"y","ok":false}\n');
    expect(table?.head).toEqual(['id', 'n', 'ok']);
    expect(table?.rows).toEqual([
      ['x', '1', ''],
      ['y', '', 'false'],
    ]);
  });

  test('a long table says how much of it is missing', () => {
    const text = `a,b\n${'1,2\n'.repeat(MOST_ROWS + 3)}`;
    const table = tableOf('a.csv', text);
    expect([table?.rows.length, table?.more]).toEqual([MOST_ROWS, 3]);
  });

  test('a file is read by its ending', () => {
    expect(['a.CSV', 'b/c.md', 'd.py'].map(shapeOf)).toEqual(['table', 'page', 'text']);
  });
});

describe('blame', () => {
  test('each line has the event of its run', () => {
    const lines = blamed('a\nb\nc\n', [
      { seq: 0, lines: 1 },
      { seq: 7, lines: 2 },
    ]);
    expect(lines.map(({ text, seq, first }) => [text, seq, first])).toEqual([
      ['a', 0, true],
      ['b', 7, true],
      ['c', 7, false],
    ]);
  });

  test('lines without a run were there at the start', () => {
    expect(blamed('a\nb', []).map(({ seq }) => seq)).toEqual([0, 0]);
  });
});
