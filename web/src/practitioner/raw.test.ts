import { expect, it } from 'vitest';
import type { Calibration, Estimate, LevelCounts } from '../api/types';
import { countsText, mostSplit, pairText, scoresText, statisticsFrom } from './raw';

const counts = (over: Partial<LevelCounts> = {}): LevelCounts => ({
  compared: 4,
  equal: 2,
  within_one: 3,
  one_sided: 0,
  levels: 3,
  ...over,
});

it('says how many judgements are equal and within one level', () => {
  expect(countsText(counts())).toBe('2 of 4 on the same level, 3 of 4 within one level');
  expect(countsText(counts({ one_sided: 1 }))).toMatch(/; 1 observed by only one of two$/);
  expect(countsText(counts({ compared: 0 }))).toBe('none that both observed');
});

it('says by how much two reviewers differ', () => {
  const pair = {
    session: 's',
    short: 's',
    reviewers: ['a', 'b'] as [string, string],
    differing: [],
  };
  expect(scoresText({ ...pair, scores: [40, 61] })).toBe('40 and 61: 21 points apart');
  expect(scoresText({ ...pair, scores: [50, 50] })).toBe('both 50');
  const differs = { title: 'Cause', best: 3 };
  expect(pairText({ ...differs, points: [1, 3], apart: 2 })).toBe(
    'Cause: 1 and 3 of 3, 2 levels apart',
  );
  expect(pairText({ ...differs, points: [null, 3], apart: null })).toBe(
    'Cause: not observed and 3 (of 3)',
  );
});

it('names the criterion that splits people, and none where nobody is apart', () => {
  const raw = { all: counts(), pairs: [], more: 0 };
  const split = { title: 'Cause', counts: counts(), most: 2 };
  expect(mostSplit({ ...raw, criteria: [split] })).toMatch(/^“Cause”: .*, at most 2 levels apart$/);
  const equal = { ...split, counts: counts({ levels: 0 }), most: 0 };
  expect(mostSplit({ ...raw, criteria: [equal] })).toBeNull();
  expect(mostSplit({ ...raw, criteria: [] })).toBeNull();
});

it('has one answer for when statistics begin', () => {
  const scarce: Estimate = { is: 'scarce', n: 2, needed: 5 };
  const known: Estimate = { is: 'known', value: 1, low: 1, high: 1, n: 5, small: true };
  const of = (estimate: Estimate) =>
    ({
      final_score: { nominal: estimate, ordinal: estimate, interval: estimate, pairs: [] },
      criteria: [],
    }) as unknown as Calibration;
  expect(statisticsFrom(of(scarce))).toBe(5);
  expect(statisticsFrom(of(known))).toBeNull();
});
