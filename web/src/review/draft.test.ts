import { describe, expect, it } from 'vitest';
import type { Rubric } from '../api/types';
import { draftOf, flawsOf, reviewOf, undecidedOf } from './draft';

const level = [
  { points: 0, behaviour: 'guesses' },
  { points: 2, behaviour: 'tests' },
];
const rubric: Rubric = {
  criterion: ['cause', 'repair'].map((id) => ({ id, title: id, question: '?', weight: 1, level })),
};
const empty = { scores: [], final_score: null, final_reason: '', submitted_at: null };

function complete() {
  const draft = draftOf(empty, rubric, []);
  for (const entry of draft.criteria) Object.assign(entry, { choice: 2, reason: 'seen' });
  return { ...draft, finalScore: 80, finalReason: 'sound' };
}

describe('a review', () => {
  it('has no flaws when everything is said, "not observed" included', () => {
    const draft = complete();
    draft.criteria[1].choice = null;
    expect(flawsOf(draft, rubric)).toEqual([]);
  });
  it('names each flaw and where it is, in order', () => {
    const draft = { ...complete(), finalScore: 101 };
    draft.criteria[0].choice = undefined;
    draft.criteria[1].reason = ' ';
    expect(flawsOf(draft, rubric).map((flaw) => flaw.criterion)).toEqual(['cause', 'repair', null]);
    expect(flawsOf(draft, rubric)[1].message).toBe('"repair" has a score without a reason');
  });
  it('wants a reason for the final score', () => {
    expect(flawsOf({ ...complete(), finalReason: '' }, rubric)).toHaveLength(1);
  });
  it('keeps evidence pinned before a judgement from becoming "not observed"', () => {
    const draft = draftOf(empty, rubric, []);
    draft.criteria[0].evidence.push({ from_seq: 3, to_seq: 9, note: '' });
    const saved = reviewOf(draft);
    expect(saved.scores).toHaveLength(1);
    const again = draftOf(saved, rubric, undecidedOf(draft));
    expect(again).toEqual(draft);
    expect(flawsOf(again, rubric)[0].criterion).toBe('cause');
  });
});
