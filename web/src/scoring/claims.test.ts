import { describe, expect, it } from 'vitest';
import { claimOf, stretchesOf } from './claims';

describe('a claim', () => {
  it('is counted in characters, whatever they are made of', () => {
    const note = '🙂 Größe; recall rose.';
    const start = note.indexOf('recall');
    const claim = claimOf(note, start, note.length, 'supported')!;
    expect([...note].slice(claim.from, claim.to).join('')).toBe('recall rose.');
    expect(claim.from).toBe(start - 1);
  });
  it('stands where it stands although a field shows line ends shorter', () => {
    const note = 'one\r\ntwo\r\nthree';
    const shown = note.replaceAll('\r\n', '\n');
    const start = shown.indexOf('three');
    const claim = claimOf(note, start, start + 5, 'unsupported')!;
    expect(claim.text).toBe('three');
    expect(note.slice(claim.from, claim.to)).toBe('three');
  });
  it('holds no space at its ends, and a word', () => {
    expect(claimOf('a bit of', 1, 6, 'supported')).toMatchObject({ from: 2, to: 5, text: 'bit' });
    expect(claimOf('a   b', 1, 3, 'supported')).toBeNull();
    expect(claimOf('ab', 1, 1, 'supported')).toBeNull();
  });
});

describe('a note with claims', () => {
  it('is the same text in stretches, overlaps included', () => {
    const note = '🙂abcdef';
    const stretches = stretchesOf(note, [
      { from: 1, text: 'abc' },
      { from: 3, text: 'cd' },
    ]);
    expect(stretches.map(({ text }) => text).join('')).toBe(note);
    expect(stretches.map(({ claims }) => claims)).toEqual([[], [0], [0, 1], [1], []]);
  });
});
