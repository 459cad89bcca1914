import { describe, expect, it } from 'vitest';
import type { Rubric } from '../api/types';
import { chosen, differencesOf, untouchedSides } from './differences';
import { draftOf, type ReviewDraft } from './draft';
import { distance, summaryOf } from './summary';

const level = [0, 2, 4].map((points) => ({ points, behaviour: `level ${points}` }));
const rubric: Rubric = {
  criterion: [
    { id: 'cause', title: 'Cause', question: '?', weight: 3, level, item: [] },
    { id: 'repair', title: 'Repair', question: '?', weight: 1, level, item: [] },
    { id: 'calm', title: 'Calm', question: '?', weight: 5, level, item: [] },
  ],
  version: 1,
  common_version: 1,
  change: [],
};
const asked = [
  {
    question: 'why',
    asks: 'Why?',
    answer: null,
    unfinished: false,
    asked_seq: 3,
    answered_seq: null,
  },
];
const view = {
  rubric,
  asked,
  constraints: [],
  answer_levels: level,
  final_note: 'It was the filter.',
};
const empty = {
  scores: [],
  answers: [],
  claims: [],
  constraints: [],
  departure: '',
  final_score: null,
  final_reason: '',
  rubric: '',
  submitted_at: null,
};

function draft(): ReviewDraft {
  return draftOf(empty, view, []);
}

describe('what a review comes to', () => {
  it('adds up as the service does: by weight, over what was observed', () => {
    const it = draft();
    Object.assign(it.criteria[0], { choice: 4, reason: 'seen' });
    Object.assign(it.criteria[1], { choice: 2, reason: 'seen' });
    Object.assign(it.criteria[2], { choice: null, reason: 'no occasion' });
    it.finalScore = 80;
    const summary = summaryOf(it, view);
    expect(summary.criteria.map((row) => row.share)).toEqual([
      { reached: 75, possible: 75 },
      { reached: 12.5, possible: 25 },
      null,
    ]);
    expect(summary.total).toBe(88);
    expect(distance(summary)).toBe('8 points below the levels');
    expect(summary.missing.map((flaw) => flaw.criterion)).toEqual(['question:why', null]);
    expect(summary.notable.map((flaw) => flaw.criterion)).toEqual(['cause', 'repair', 'claims']);
  });

  it('rounds the sum, not the shares', () => {
    const five = [0, 1, 2, 3, 4].map((points) => ({ points, behaviour: `level ${points}` }));
    const criterion = [1, 3, 1, 1].map((weight, at) => {
      const id = `c${at}`;
      return { id, title: id, question: '?', weight, level: five, item: [] };
    });
    const mine = { ...view, rubric: { ...rubric, criterion } };
    const it = draftOf(empty, mine, []);
    [1, 3, 4, 1].forEach((choice, at) =>
      Object.assign(it.criteria[at], { choice, reason: 'seen' }),
    );
    expect(summaryOf(it, mine).total).toBe(63);
  });

  it('has no total before a level is chosen', () => {
    expect(summaryOf(draft(), view).total).toBeNull();
  });
});

describe('two versions of a review', () => {
  const base = draft();
  const mine = draft();
  Object.assign(mine.criteria[0], { choice: 4, reason: 'mine' });
  const other = draft();
  Object.assign(other.criteria[0], { choice: 2, reason: 'theirs' });
  Object.assign(other.criteria[1], { choice: 0, reason: 'theirs' });
  const claim = { from: 0, to: 2, text: 'It', reason: '', evidence: [] };
  other.claims.push({ ...claim, verdict: 'unsupported' });

  it('are shown where they differ, and what was not touched here comes from the other', () => {
    const differences = differencesOf(mine, other, view);
    expect(differences.map((it) => it.key)).toEqual(['cause', 'repair', 'claim:0-2']);
    const sides = untouchedSides(differences, base, mine, view);
    expect(sides).toEqual({ cause: 'mine', repair: 'other', 'claim:0-2': 'other' });
    const both = chosen(mine, other, sides);
    expect(both.criteria.map((it) => it.reason)).toEqual(['mine', 'theirs', '']);
    expect(both.claims).toHaveLength(1);
    expect(differencesOf(both, chosen(mine, other, {}), view)).toHaveLength(2);
  });
});
