import { describe, expect, it } from 'vitest';
import { cssOf, inOrder, piecesOf } from './line-pieces';

describe('a line in pieces', () => {
  it('is cut at looks and at what is looked for', () => {
    const line = {
      text: 'an error here',
      styles: [[3, 8, 1, -1, 1]] as [number, number, number, number, number][],
    };
    const pieces = piecesOf(line, 'OR H').map(({ text, style, found }) => [
      text,
      style !== '',
      found,
    ]);
    expect(pieces).toEqual([
      ['an ', false, false],
      ['err', true, false],
      ['or', true, true],
      [' h', false, true],
      ['ere', false, false],
    ]);
    expect(piecesOf({ text: '', styles: [] }, 'x')).toEqual([]);
    expect(piecesOf({ text: 'plain', styles: [] })).toHaveLength(1);
  });
  it('shows what would change the order of letters as a sign', () => {
    expect(inOrder('a\u202eb\u2066c')).toBe('a\ufffdb\ufffdc');
  });
  it('looks as the terminal said', () => {
    expect(cssOf([0, 1, 1, -1, 1])).toBe('color:var(--ansi-1);font-weight:600');
    expect(cssOf([0, 1, 196, 0x1000000 + 0x0a0b0c, 0])).toBe(
      'color:rgb(255 0 0);background:#0a0b0c',
    );
    expect(cssOf([0, 1, -1, -1, 16])).toBe('color:var(--panel);background:var(--text)');
  });
});
