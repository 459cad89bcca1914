import { describe, expect, it } from 'vitest';
import type { Rubric } from '../api/types';
import { draftOf, evidenceOf, reviewOf, undecidedOf } from './draft';
import { flawsOf } from './flaws';

const level = [
  { points: 0, behaviour: 'guesses' },
  { points: 2, behaviour: 'tests' },
];
const rubric: Rubric = {
  criterion: ['cause', 'repair'].map((id) => ({
    id,
    title: id,
    question: '?',
    weight: 1,
    level,
    item: [],
  })),
  version: 1,
  common_version: 1,
  change: [],
};
const scored = { rubric, asked: [], constraints: [] };
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

function complete() {
  const draft = draftOf(empty, scored, []);
  for (const entry of draft.criteria) Object.assign(entry, { choice: 2, reason: 'seen' });
  return { ...draft, finalScore: 95, finalReason: 'sound' };
}

describe('a review', () => {
  it('has no flaws when everything is said, "not observed" included', () => {
    const draft = complete();
    draft.criteria[1].choice = null;
    expect(flawsOf(draft, scored)).toEqual([]);
  });
  it('names each flaw and where it is, in order', () => {
    const draft = { ...complete(), finalScore: 101 };
    draft.criteria[0].choice = undefined;
    draft.criteria[1].reason = ' ';
    expect(flawsOf(draft, scored).map((flaw) => flaw.criterion)).toEqual(['cause', 'repair', null]);
    expect(flawsOf(draft, scored)[1].message).toBe('"repair" has a level without a reason');
  });
  it('wants a reason for the final score', () => {
    expect(flawsOf({ ...complete(), finalReason: '' }, scored)).toHaveLength(1);
  });
  it('keeps evidence pinned before a judgement from becoming "not observed"', () => {
    const draft = draftOf(empty, scored, []);
    draft.criteria[0].evidence.push({
      from_seq: 3,
      to_seq: 9,
      note: '',
      label: '',
      what: 'moment',
    });
    const saved = reviewOf(draft);
    expect(saved.scores).toHaveLength(1);
    const again = draftOf(saved, scored, undecidedOf(draft));
    expect(again).toEqual(draft);
    expect(flawsOf(again, scored)[0].criterion).toBe('cause');
  });
  it('wants every question that was asked scored, and a moment for what is not unsupported', () => {
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
    const draft = draftOf(empty, { rubric, asked, constraints: [] }, []);
    for (const entry of draft.criteria) Object.assign(entry, { choice: 2, reason: 'seen' });
    Object.assign(draft, { finalScore: 95, finalReason: 'sound' });
    draft.claims.push({
      from: 0,
      to: 3,
      text: 'all',
      verdict: 'supported',
      reason: '',
      evidence: [],
    });
    const flaws = flawsOf(draft, { rubric, asked, constraints: [] });
    expect(flaws.map((flaw) => flaw.criterion)).toEqual(['question:why', 'claim:0-3']);
    evidenceOf(draft, 'claim:0-3')!.push({
      from_seq: 3,
      to_seq: 3,
      note: '',
      label: '',
      what: 'moment',
    });
    Object.assign(draft.answers[0], { choice: 3, reason: 'seen' });
    expect(flawsOf(draft, { rubric, asked, constraints: [] })).toEqual([]);
    expect(reviewOf(draft).answers[0]).toMatchObject({ question: 'why', points: 3 });
  });
});
