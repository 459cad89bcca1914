// What a reviewer can correct in their own submitted review, and what it could say instead.

import type { Change, Kept, Report } from '../api/types';
import { KEPT_WORDS } from '../scoring/words';

export interface Correctable {
  key: string;
  title: string;
  /** What the review says now. */
  now: string;
  /** What else it could say; null for a number from 0 to 100. */
  choices: { value: string; words: string }[] | null;
  /** The change to one of the choices, or to a number. */
  change: (value: string) => Change;
}

const level = (points: number | null) => (points === null ? 'not observed' : String(points));

/** In the order of the report. Empty for somebody without a submitted review. */
export function correctables(report: Report, me: string): Correctable[] {
  const review = report.reviews.find(({ reviewer }) => reviewer === me);
  if (!review) return [];
  const criteria = report.criteria.flatMap(({ id, title, levels, marks }): Correctable[] => {
    const mark = marks.find(({ reviewer }) => reviewer === me);
    if (!mark) return [];
    const from = mark.points;
    const others = [...levels, null].filter((points) => points !== from);
    return [
      {
        key: `criterion:${id}`,
        title,
        now: level(from),
        choices: others.map((points) => ({ value: String(points ?? ''), words: level(points) })),
        change: (value) => ({
          of: 'criterion',
          criterion: id,
          from,
          to: value === '' ? null : Number(value),
        }),
      },
    ];
  });
  const constraints = report.constraints.flatMap(({ id, judged }): Correctable[] => {
    const from = judged.find(({ reviewer }) => reviewer === me)?.kept;
    if (!from) return [];
    const others = (Object.keys(KEPT_WORDS) as Kept[]).filter((kept) => kept !== from);
    return [
      {
        key: `constraint:${id}`,
        title: `Constraint: ${id}`,
        now: KEPT_WORDS[from],
        choices: others.map((kept) => ({ value: kept, words: KEPT_WORDS[kept] })),
        change: (value) => ({ of: 'constraint', constraint: id, from, to: value as Kept }),
      },
    ];
  });
  const { final_score: from } = review;
  const final: Correctable[] =
    from === null
      ? []
      : [
          {
            key: 'final',
            title: 'Final score',
            now: String(from),
            choices: null,
            change: (value) => ({ of: 'final', from, to: Number(value) }),
          },
        ];
  return [...criteria, ...constraints, ...final];
}
