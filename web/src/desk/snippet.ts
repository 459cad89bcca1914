// A snippet in pieces: what was found in it, and what is around that. Text only, on one line.

export interface Piece {
  text: string;
  found: boolean;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

/** The pieces in their order; ranges that are out of order or out of the text are left out. */
export function piecesOf(snippet: string, found: [number, number][]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of found) {
    if (from < at || to <= from || to > snippet.length) continue;
    if (from > at) pieces.push({ text: oneLine(snippet.slice(at, from)), found: false });
    pieces.push({ text: oneLine(snippet.slice(from, to)), found: true });
    at = to;
  }
  if (at < snippet.length) pieces.push({ text: oneLine(snippet.slice(at)), found: false });
  return pieces;
}
