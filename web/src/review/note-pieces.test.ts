import { describe, expect, it } from 'vitest';
import { leavesIn, type Piece, piecesOf, shownText } from './note-pieces';

const NOTE = `# What I found

The digits were *swapped*; **recall rose** to \`0.9\`, see [the log](http://x/log).
It is 5 \\* 3, <b>not bold</b> &amp; not much.

> quoted words
> over two lines

1. 1 is the first
2. second
   goes on
   - nested **deep**

\`\`\`rust
rust code
  indented
\`\`\`

| a | b |
|---|---|
| one | *two* |

- [x] done

---
The end 🙂`;

const textOf = (text: string, pieces: Piece[]) =>
  leavesIn(pieces).map(({ from, to }) => text.slice(from, to));

function find(pieces: Piece[], tag: Piece['tag']): Piece[] {
  return pieces.flatMap((piece) => [
    ...(piece.tag === tag ? [piece] : []),
    ...('pieces' in piece ? find(piece.pieces, tag) : []),
  ]);
}
const words = (tag: Piece['tag']) =>
  find(piecesOf(NOTE), tag).map((piece) => textOf(NOTE, [piece]).join(''));

describe('a note in pieces', () => {
  it('shows slices of the source in order, none twice', () => {
    const leaves = leavesIn(piecesOf(NOTE));
    leaves.reduce((end, { from, to }) => {
      expect(from).toBeGreaterThanOrEqual(end);
      expect(to).toBeGreaterThan(from);
      return to;
    }, 0);
  });
  it('loses no word but a fence’s language', () => {
    const shown = new Set(leavesIn(piecesOf(NOTE)).flatMap(({ from, to }) => range(from, to)));
    const lost = range(0, NOTE.length).filter(
      (at) => /[\p{L}\p{N}]/u.test(NOTE[at]) && !shown.has(at),
    );
    // "rust" after the fence, the numbers of the list, the box of the task.
    expect(lost.map((at) => NOTE[at]).join('')).toBe('12rustx');
  });
  it('knows what Markdown means, and shows no HTML', () => {
    expect(words('h')).toEqual(['What I found']);
    expect(words('strong')).toEqual(['recall rose', 'deep']);
    expect(words('em')).toEqual(['swapped', 'two']);
    expect(words('code')).toEqual(['0.9']);
    expect(words('url')).toEqual(['http://x/log']);
    expect(words('pre')).toEqual(['rust code\n  indented']);
    expect(words('td')).toEqual(['a', 'b', 'one', 'two']);
    expect(words('blockquote')[0]).toBe('quoted words\nover two lines');
    expect(words('li')[0]).toBe('1 is the first');
    expect(words('p')[0]).toContain('5 * 3, <b>not bold</b> &amp; not much.');
  });
  it('stands where it stands with line ends of two characters', () => {
    const text = shownText('a\r\nb\r\n\r\n**c**');
    expect(textOf(text, piecesOf(text))).toEqual(['a\nb', 'c']);
  });
  it('is there for any text', () => {
    for (const text of [
      '',
      '   ',
      '\n\n',
      '* ',
      '>',
      '```',
      '[',
      '| a |',
      '\t- x\n\t\t- y',
      '[a]: b',
      '\r',
    ]) {
      const shown = textOf(text, piecesOf(text)).join('');
      for (const letter of shown) expect(text).toContain(letter);
    }
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
