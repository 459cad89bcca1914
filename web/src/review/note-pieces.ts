// A note as Markdown shows it, in pieces that know where in the source they are. What is shown is always a slice
// of the source, character by character, so that a selection is a range of the note and nothing is made up.

import { marked, type Token, type Tokens } from 'marked';

/** A slice of the source, in UTF-16 units. */
export interface Leaf {
  tag: 'text';
  from: number;
  to: number;
}

export interface Branch {
  tag:
    | 'h'
    | 'p'
    | 'blockquote'
    | 'ul'
    | 'ol'
    | 'li'
    | 'pre'
    | 'code'
    | 'strong'
    | 'em'
    | 'del'
    | 'url'
    | 'table'
    | 'tr'
    | 'td'
    | 'span';
  pieces: Piece[];
}

export interface Empty {
  tag: 'hr' | 'br';
}

export type Piece = Leaf | Branch | Empty;

/** Text of which each character has its place in the source. */
interface Placed {
  text: string;
  at: number[];
}

/** The text was not found where it should be: then the block is shown as it was written. */
class Lost extends Error {}

/** What may stand before a line of a part: markup, and no words. */
const MARKUP = /^[\s>*_~`#|[\]!()+\-:<\\.\d=]*$/;
const BULLET = /^\s*(?:[*+-]|\d{1,9}[.)])[ \t]*(?:\[[ xX]\][ \t]+)?/;

/** Cuts parts out of a text, each after the one before. */
class Cutter {
  constructor(
    private whole: Placed,
    private next = 0,
  ) {}

  /** The next part with this text. Its lines may have lost what a list or a quotation puts before them. */
  cut(part: string): Placed {
    const placed: Placed = { text: part, at: [] };
    const lines = part.split(/(?<=\n)/);
    for (const line of lines) {
      const from = this.whole.text.indexOf(line, this.next);
      if (from < 0 || !MARKUP.test(this.whole.text.slice(this.next, from))) throw new Lost();
      placed.at.push(...this.whole.at.slice(from, from + line.length));
      this.next = from + line.length;
    }
    return placed;
  }
}

/** Stretches that lie together in the source. */
function leavesOf({ at }: Placed): Leaf[] {
  const leaves: Leaf[] = [];
  for (const place of at) {
    const last = leaves.at(-1);
    if (last?.to === place) last.to = place + 1;
    else leaves.push({ tag: 'text', from: place, to: place + 1 });
  }
  return leaves;
}

const TAGS: Record<string, Branch['tag']> = {
  heading: 'h',
  paragraph: 'p',
  blockquote: 'blockquote',
  strong: 'strong',
  em: 'em',
  del: 'del',
  codespan: 'code',
  text: 'span',
};

function children(tokens: Token[], whole: Placed, from = 0): Piece[] {
  const cutter = new Cutter(whole, from);
  return tokens.flatMap((token) => pieceOf(token, cutter.cut(token.raw)));
}

function listOf(list: Tokens.List, whole: Placed): Branch {
  const cutter = new Cutter(whole);
  const items = list.items.map((item): Branch => {
    const own = cutter.cut(item.raw);
    const begin = BULLET.exec(own.text)?.[0].length ?? 0;
    // The box of a task is markup, and is not among the tokens of every version.
    const tokens = item.tokens.filter(({ type }) => type !== 'checkbox');
    return { tag: 'li', pieces: children(tokens, own, begin) };
  });
  return { tag: list.ordered ? 'ol' : 'ul', pieces: items };
}

function tableOf(table: Tokens.Table, whole: Placed): Branch {
  const cutter = new Cutter(whole);
  const cell = ({ tokens }: Tokens.TableCell): Branch => ({
    tag: 'td',
    pieces: tokens.flatMap((token) => pieceOf(token, cutter.cut(token.raw))),
  });
  const rows = [table.header, ...table.rows];
  return {
    tag: 'table',
    pieces: rows.map((row): Branch => ({ tag: 'tr', pieces: row.map(cell) })),
  };
}

function linkOf(link: Tokens.Link, whole: Placed): Piece[] {
  if (link.raw === link.text) return leavesOf(whole);
  if (!link.raw.startsWith('[')) return [{ tag: 'url', pieces: leavesOf(whole) }];
  const cutter = new Cutter(whole, 1);
  const words = link.tokens.flatMap((token) => pieceOf(token, cutter.cut(token.raw)));
  const begin = link.raw.lastIndexOf(link.href);
  if (begin < 0) return words;
  const href = { text: link.href, at: whole.at.slice(begin, begin + link.href.length) };
  return [...words, { tag: 'url', pieces: leavesOf(href) }];
}

function codeOf(code: Tokens.Code, whole: Placed): Branch {
  const fenced = code.codeBlockStyle !== 'indented';
  const begin = fenced ? code.raw.indexOf('\n') + 1 : 0;
  return { tag: 'pre', pieces: leavesOf(new Cutter(whole, begin).cut(code.text)) };
}

function pieceOf(token: Token, own: Placed): Piece[] {
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return [];
    case 'hr':
    case 'br':
      return [{ tag: token.type }];
    case 'list':
      return [listOf(token as Tokens.List, own)];
    case 'table':
      return [tableOf(token as Tokens.Table, own)];
    case 'code':
      return [codeOf(token as Tokens.Code, own)];
    case 'link':
      return linkOf(token as Tokens.Link, own);
    case 'escape':
      return leavesOf(new Cutter(own, 1).cut((token as Tokens.Escape).text));
    case 'codespan': {
      const ticks = /^`+\s?/.exec(own.text)?.[0].length ?? 0;
      const { text } = token as Tokens.Codespan;
      return [
        { tag: 'code', pieces: leavesOf(new Cutter(own, own.text.indexOf(text, ticks)).cut(text)) },
      ];
    }
  }
  const tag = TAGS[token.type];
  if (!tag || !('tokens' in token) || !token.tokens) return leavesOf(own);
  return [{ tag, pieces: children(token.tokens, own) }];
}

/** Line ends as fields and pages show them. */
export const shownText = (note: string): string => note.replaceAll('\r\n', '\n');

/** The blocks of a text that `shownText` gave. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  for (const token of marked.lexer(text, { gfm: true })) {
    // What does not add up to the source is not relied on.
    if (!text.startsWith(token.raw, next)) break;
    const from = next;
    next += token.raw.length;
    const at = Array.from({ length: token.raw.length }, (_, index) => from + index);
    const own = { text: token.raw, at };
    try {
      pieces.push(...pieceOf(token, own));
    } catch (cause) {
      if (!(cause instanceof Lost)) throw cause;
      pieces.push({ tag: 'pre', pieces: leavesOf(own) });
    }
  }
  if (text.slice(next).trim() !== '')
    pieces.push({ tag: 'pre', pieces: [{ tag: 'text', from: next, to: text.length }] });
  return pieces;
}

/** All leaves, in order. */
export function leavesIn(pieces: Piece[]): Leaf[] {
  return pieces.flatMap((piece) =>
    piece.tag === 'text' ? [piece] : 'pieces' in piece ? leavesIn(piece.pieces) : [],
  );
}
