import { describe, expect, it } from 'vitest';
import type { SessionView } from '../api/types';
import { draftOf } from './draft';
import { flawsOf } from './flaws';
import { chooseByKey, levelDigits, partBeside, stopBeside, stopsOf, titleOf } from './stops';

const levels = (...points: number[]) => points.map((it) => ({ points: it, behaviour: '' }));
const constraint = (id: string, enforcement: 'practitioner' | 'budget') => ({
  id,
  says: '',
  enforcement,
  check: null,
  paths: [],
});
const view = {
  rubric: {
    criterion: [
      {
        id: 'cause',
        title: 'Cause',
        question: '?',
        weight: 1,
        level: levels(0, 2, 4),
        item: [{ id: 'named', level: 2, says: 'They name it.' }],
      },
      { id: 'calm', title: 'Calm', question: '?', weight: 1, level: levels(0, 20), item: [] },
    ],
  },
  asked: [],
  constraints: [constraint('dear', 'practitioner'), constraint('money', 'budget')],
  answer_levels: levels(0, 1, 2, 3),
} as unknown as SessionView;
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
const claim = {
  from: 0,
  to: 2,
  text: 'It',
  verdict: 'supported',
  reason: '',
  evidence: [],
} as const;

describe('the way through a review', () => {
  const draft = draftOf({ ...empty, claims: [{ ...claim, evidence: [] }] }, view, []);
  const stops = stopsOf(draft, view);
  it('has every part that is judged, and stops at its ends', () => {
    expect(stops).toEqual([
      'cause',
      'item:cause/named',
      'calm',
      'constraint:dear',
      'claim:0-2',
      'final',
    ]);
    expect(stopBeside(stops, 'cause', 1)).toBe('item:cause/named');
    expect(stopBeside(stops, 'cause', -1)).toBe('cause');
    expect(stopBeside(stops, 'final', 1)).toBe('final');
    expect(stopBeside(stops, 'gone', 1)).toBe('cause');
  });
  it('leaves out items from part to part', () => {
    expect(partBeside(stops, 'cause', 1)).toBe('calm');
    expect(partBeside(stops, 'item:cause/named', 1)).toBe('calm');
    expect(partBeside(stops, 'item:cause/named', -1)).toBe('cause');
    expect(partBeside(stops, 'calm', -1)).toBe('cause');
  });
  it('marks an item by its digit, and takes the mark back', () => {
    const marked = draftOf(empty, view, []);
    const named = () => marked.criteria[0].items[0].mark;
    expect(chooseByKey('3', 'item:cause/named', marked, view)).toBe(true);
    expect(named()).toBe('contradicted');
    expect(marked.criteria[0].choice).toBe(0);
    expect(chooseByKey('4', 'item:cause/named', marked, view)).toBe(false);
    expect(chooseByKey('-', 'item:cause/named', marked, view)).toBe(true);
    expect(named()).toBeNull();
    expect(titleOf('item:cause/named', marked, view)).toBe('Item: They name it.');
  });
  it('chooses by the digit that is shown', () => {
    expect(levelDigits(levels(0, 2, 4))).toEqual(['0', '2', '4']);
    expect(levelDigits(levels(0, 20))).toEqual(['1', '2']);
    expect(chooseByKey('4', 'cause', draft, view)).toBe(true);
    expect(chooseByKey('3', 'cause', draft, view)).toBe(false);
    expect(draft.criteria[0].choice).toBe(4);
    chooseByKey('2', 'calm', draft, view);
    expect(draft.criteria[1].choice).toBe(20);
    chooseByKey('-', 'calm', draft, view);
    expect(draft.criteria[1].choice).toBeNull();
    chooseByKey('2', 'constraint:dear', draft, view);
    expect(draft.constraints[0].kept).toBe('no');
    chooseByKey('3', 'claim:0-2', draft, view);
    expect(draft.claims[0].verdict).toBe('unsupported');
    expect(chooseByKey('4', 'final', draft, view)).toBe(false);
  });
  it('has a name for every part', () => {
    expect(stops.map((key) => titleOf(key, draft, view))).toEqual([
      'Cause',
      'Item: They name it.',
      'Calm',
      'Constraint: dear',
      'Claim: It',
      'Final score',
    ]);
  });
});

describe('what the service would refuse', () => {
  it('is said of constraints and of a score far from the levels', () => {
    const draft = draftOf(empty, view, []);
    for (const entry of draft.criteria) Object.assign(entry, { choice: null, reason: 'seen' });
    Object.assign(draft.criteria[0], { choice: 4 });
    Object.assign(draft, { finalScore: 90, finalReason: 'sound' });
    const where = () => flawsOf(draft, view).map(({ criterion }) => criterion);
    expect(where()).toEqual(['cause', 'constraint:dear']);
    draft.criteria[0].items[0].mark = 'not_seen';
    expect(flawsOf(draft, view)[0].message).toBe(
      '"Cause": level 0 follows from the items, not 4; say why you depart from it',
    );
    draft.criteria[0].departure = 'They named it in other words.';
    expect(where()).toEqual(['constraint:dear']);
    draft.constraints[0].kept = 'unclear';
    expect(where()).toEqual(['constraint:dear']);
    draft.constraints[0].kept = 'yes';
    expect(where()).toEqual([]);
    draft.finalScore = 89;
    expect(flawsOf(draft, view)[0].message).toBe(
      'the final score is 89, but the levels add up to 100; say why it departs from them',
    );
    draft.departure = 'fragile';
    expect(where()).toEqual([]);
  });
});
