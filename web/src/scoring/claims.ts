// Claims of the final note: ranges counted in characters, as the service counts them.

import type { Claim, ClaimVerdict } from '../api/types';

/**
 * Converts a position in a text field's value to a position in the note that it shows. A field has line ends
 * as \n only and counts UTF-16 units. A note may contain \r\n and is counted in code points.
 */
function placeIn(note: string, place: number): number {
  let [shown, characters] = [0, 0];
  const letters = [...note];
  while (characters < letters.length && shown < place) {
    const [letter, next] = [letters[characters], letters[characters + 1]];
    if (!(letter === '\r' && next === '\n')) shown += letter.length;
    characters += 1;
  }
  return characters;
}

/** The claim for a selection in a text field; null if the selection contains no word. */
export function claimOf(
  note: string,
  start: number,
  end: number,
  verdict: ClaimVerdict,
): Claim | null {
  const letters = [...note];
  let [from, to] = [placeIn(note, start), placeIn(note, end)];
  // White space at the ends is not part of a claim.
  while (from < to && letters[from].trim() === '') from += 1;
  while (to > from && letters[to - 1].trim() === '') to -= 1;
  if (from === to) return null;
  const text = letters.slice(from, to).join('');
  return { from, to, text, verdict, reason: '', evidence: [] };
}

export interface Stretch {
  text: string;
  /** The claims that cover this part, by their index in the list. */
  claims: number[];
}

/** The note in parts, each with the claims that cover it. */
export function stretchesOf(note: string, claims: { from: number; text: string }[]): Stretch[] {
  const letters = [...note];
  const ranges = claims.map(({ from, text }) => ({ from, to: from + [...text].length }));
  const edges = new Set([0, letters.length, ...ranges.flatMap(({ from, to }) => [from, to])]);
  const sorted = [...edges].filter((edge) => edge <= letters.length).sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, index) => ({
    text: letters.slice(start, sorted[index + 1]).join(''),
    claims: ranges.flatMap(({ from, to }, claim) => (from <= start && start < to ? [claim] : [])),
  }));
}
