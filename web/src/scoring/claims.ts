// Claims of the final note: ranges counted in characters, as the service counts them.

import type { Claim, ClaimVerdict } from '../api/types';

/**
 * A place in a text field's value as a place in the note that it shows. A field shows line ends
 * as \n alone, and counts UTF-16 units; a note may hold \r\n, and is counted in code points.
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

/** The claim that a selection in a text field makes; null if it holds no word. */
export function claimOf(
  note: string,
  start: number,
  end: number,
  verdict: ClaimVerdict,
): Claim | null {
  const letters = [...note];
  let [from, to] = [placeIn(note, start), placeIn(note, end)];
  // White space at its ends belongs to no claim.
  while (from < to && letters[from].trim() === '') from += 1;
  while (to > from && letters[to - 1].trim() === '') to -= 1;
  if (from === to) return null;
  const text = letters.slice(from, to).join('');
  return { from, to, text, verdict, reason: '', evidence: [] };
}

export interface Stretch {
  text: string;
  /** Which claims cover it, by their place in the list. */
  claims: number[];
}

/** The note in stretches, each with the claims that cover it. */
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
