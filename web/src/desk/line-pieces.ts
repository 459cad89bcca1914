// A line of a terminal in pieces: how each looks, and what of it is looked for. Text only.

import type { LineView } from '../api/types';

export interface LinePiece {
  text: string;
  /** CSS; empty if it looks plain. */
  style: string;
  found: boolean;
}

const [BOLD, FAINT, ITALIC, UNDERLINED, INVERSE, STRUCK] = [1, 2, 4, 8, 16, 32];
const RGB = 0x1000000;
/** They would change the order of what is around them. One unit each, as what replaces them. */
// eslint-disable-next-line no-control-regex
const ORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text as it may be shown: nothing in it changes the order of the letters. */
export function inOrder(text: string): string {
  return text.replace(ORDERING, '\ufffd');
}

/** The CSS of a colour; the first sixteen are those of the page's theme. */
function colour(value: number): string {
  if (value >= RGB) return `#${(value - RGB).toString(16).padStart(6, '0')}`;
  if (value < 16) return `var(--ansi-${value})`;
  if (value >= 232) {
    const grey = 8 + (value - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const at = value - 16;
  return `rgb(${[Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level).join(' ')})`;
}

export function cssOf([, , front, back, how]: LineView['styles'][number]): string {
  const inverse = (how & INVERSE) !== 0;
  const [ink, ground] = inverse ? [back, front] : [front, back];
  const css: string[] = [];
  if (ink >= 0) css.push(`color:${colour(ink)}`);
  else if (inverse) css.push('color:var(--panel)');
  if (ground >= 0) css.push(`background:${colour(ground)}`);
  else if (inverse) css.push('background:var(--text)');
  if (how & BOLD) css.push('font-weight:600');
  if (how & FAINT) css.push('opacity:0.75');
  if (how & ITALIC) css.push('font-style:italic');
  const lines = [how & UNDERLINED ? 'underline' : '', how & STRUCK ? 'line-through' : ''];
  if (how & (UNDERLINED | STRUCK)) css.push(`text-decoration:${lines.join(' ').trim()}`);
  return css.join(';');
}

/** Where a text is in another, whatever its case. */
function placesOf(text: string, wanted: string): [number, number][] {
  const places: [number, number][] = [];
  const [within, what] = [text.toLowerCase(), wanted.toLowerCase()];
  // A letter whose small form is longer would shift all that follows.
  if (what === '' || within.length !== text.length) return places;
  for (let at = within.indexOf(what); at >= 0; at = within.indexOf(what, at + what.length)) {
    places.push([at, at + what.length]);
  }
  return places;
}

export function piecesOf(line: Pick<LineView, 'text' | 'styles'>, wanted = ''): LinePiece[] {
  const text = inOrder(line.text);
  const found = placesOf(text, wanted);
  const cuts = new Set([0, text.length]);
  for (const [from, to] of [...line.styles, ...found]) cuts.add(from).add(to);
  const sorted = [...cuts].filter((at) => at <= text.length).sort((one, other) => one - other);
  return sorted.slice(0, -1).map((from, at) => {
    const style = line.styles.find((it) => it[0] <= from && from < it[1]);
    return {
      text: text.slice(from, sorted[at + 1]),
      style: style ? cssOf(style) : '',
      found: found.some(([start, end]) => start <= from && from < end),
    };
  });
}
