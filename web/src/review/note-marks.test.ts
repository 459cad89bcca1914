import { describe, expect, it } from 'vitest';
import { markOf, type NoteMark, passagesOf, placesIn, stretchesOfLeaf } from './note-marks';

const mark = (from: number, to: number, over: Partial<NoteMark> = {}): NoteMark => ({
  from,
  to,
  verdict: 'supported',
  by: null,
  key: null,
  text: '',
  reason: '',
  ...over,
});

describe('marks in a note', () => {
  it('stand where the claim stands, whatever characters are made of', () => {
    const note = '🙂\r\nrecall rose';
    const claim = { from: 3, text: 'recall', verdict: 'supported', reason: '' } as const;
    const { from, to } = markOf(claim, placesIn(note), null, null);
    expect(note.replaceAll('\r\n', '\n').slice(from, to)).toBe('recall');
  });
  it('cut a leaf into the same text, the reader’s own mark first', () => {
    const text = '0123456789';
    const marks = [mark(4, 8, { by: 'gus' }), mark(2, 6)];
    const stretches = stretchesOfLeaf(text, { tag: 'text', from: 1, to: 9 }, marks);
    expect(stretches.map((it) => it.text)).toEqual(['1', '23', '45', '67', '8']);
    expect(stretches.map((it) => it.marks.map(({ by }) => by))).toEqual([
      [],
      [null],
      [null, 'gus'],
      ['gus'],
      [],
    ]);
    expect(stretches.map((it) => it.ends.length)).toEqual([0, 0, 1, 1, 0]);
  });
  it('are listed by passage, disagreements first', () => {
    const passages = passagesOf([
      mark(0, 3),
      mark(2, 5, { by: 'gus' }),
      mark(10, 15),
      mark(12, 13, { by: 'gus', verdict: 'contradicted' }),
    ]);
    expect(passages.map(({ from, apart }) => [from, apart])).toEqual([
      [10, true],
      [0, false],
    ]);
  });
  it('do not disagree where one reviewer says two things, or where they only touch', () => {
    const own = [mark(0, 4), mark(0, 4, { verdict: 'unsupported' })];
    expect(passagesOf(own)[0].apart).toBe(false);
    const touching = passagesOf([mark(0, 4), mark(4, 6, { by: 'gus', verdict: 'contradicted' })]);
    expect(touching.map(({ apart }) => apart)).toEqual([false, false]);
  });
});
