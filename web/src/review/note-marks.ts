// Claims as marks in a note: where they are, whose they are, and where reviewers disagree.

import type { ClaimVerdict, Report } from '../api/types';
import type { Leaf } from './note-pieces';

export interface NoteMark {
  /** In UTF-16 units of the text that is shown. */
  from: number;
  to: number;
  verdict: ClaimVerdict;
  /** Null for the reader's own. */
  by: string | null;
  /** The claim's key among criteria, for the reader's own. */
  key: string | null;
  text: string;
  reason: string;
}

/** The place of a character of the note in what is shown, which has line ends as one character. */
export function placesIn(note: string): (character: number) => number {
  const places: number[] = [];
  let shown = 0;
  const letters = [...note];
  for (const [at, letter] of letters.entries()) {
    places.push(shown);
    if (!(letter === '\r' && letters[at + 1] === '\n')) shown += letter.length;
  }
  return (character) => places[character] ?? shown;
}

interface Marked {
  from: number;
  text: string;
  verdict: ClaimVerdict;
  reason: string;
}

/** A claim, whoever made it, as a mark. */
export function markOf(
  claim: Marked,
  placeOf: (character: number) => number,
  by: string | null,
  key: string | null,
): NoteMark {
  const { text, verdict, reason } = claim;
  const [from, to] = [placeOf(claim.from), placeOf(claim.from + [...text].length)];
  return { from, to, verdict, by, key, text, reason };
}

/** The claims of everybody else, once they may be seen. */
export function othersOf(
  reviews: Report['reviews'],
  me: string,
  placeOf: (character: number) => number,
): NoteMark[] {
  return reviews
    .filter(({ reviewer }) => reviewer !== me)
    .flatMap(({ reviewer, claims }) =>
      claims.map((claim) => markOf(claim, placeOf, reviewer, null)),
    );
}

export interface Passage {
  from: number;
  marks: NoteMark[];
  /** Whether reviewers say different things of it. */
  apart: boolean;
}

/** Marks that overlap, together; those that reviewers disagree about come first. */
export function passagesOf(marks: NoteMark[]): Passage[] {
  const passages: (Passage & { to: number })[] = [];
  for (const mark of marks.toSorted((left, right) => left.from - right.from)) {
    const last = passages.at(-1);
    if (last && mark.from < last.to) {
      last.marks.push(mark);
      last.to = Math.max(last.to, mark.to);
    } else passages.push({ from: mark.from, to: mark.to, marks: [mark], apart: false });
  }
  for (const passage of passages) passage.apart = isApart(passage.marks);
  return passages.toSorted((left, right) => Number(right.apart) - Number(left.apart));
}

function isApart(marks: NoteMark[]): boolean {
  return marks.some((one) =>
    marks.some(
      (other) =>
        one.by !== other.by &&
        one.verdict !== other.verdict &&
        one.from < other.to &&
        other.from < one.to,
    ),
  );
}

export interface NoteStretch {
  from: number;
  text: string;
  /** The reader's own first, and the shortest of those. */
  marks: NoteMark[];
  /** Those that end here, whose sign is shown. */
  ends: NoteMark[];
}

/** A leaf cut where marks begin and end. */
export function stretchesOfLeaf(text: string, leaf: Leaf, marks: NoteMark[]): NoteStretch[] {
  const near = marks.filter(({ from, to }) => from < leaf.to && to > leaf.from);
  const inside = near
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge > leaf.from && edge < leaf.to);
  const edges = [...new Set([leaf.from, leaf.to, ...inside])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1];
    const over = near.filter((mark) => mark.from <= from && mark.to >= to);
    const length = (mark: NoteMark) => mark.to - mark.from;
    over.sort(
      (left, right) =>
        Number(left.by !== null) - Number(right.by !== null) || length(left) - length(right),
    );
    return {
      from,
      text: text.slice(from, to),
      marks: over,
      ends: over.filter((mark) => mark.to === to),
    };
  });
}
