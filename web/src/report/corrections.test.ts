import { describe, expect, it } from 'vitest';
import type { Report } from '../api/types';
import { correctables } from './corrections';

const mark = { reviewer: 'ada', points: 2 };
const report = {
  reviews: [{ reviewer: 'ada', final_score: 40 }],
  criteria: [{ id: 'cause', title: 'Cause', levels: [0, 2], marks: [mark] }],
  constraints: [
    { id: 'dear', judged: [{ reviewer: 'ada', kept: 'no' }] },
    { id: 'other', judged: [] },
  ],
} as unknown as Report;

describe('what can be corrected', () => {
  it('is what one’s own review says, to something else', () => {
    const [cause, dear, final] = correctables(report, 'ada');
    expect(cause.choices!.map(({ value }) => value)).toEqual(['0', '']);
    expect(cause.change('')).toEqual({ of: 'criterion', criterion: 'cause', from: 2, to: null });
    expect(dear.change('yes')).toEqual({
      of: 'constraint',
      constraint: 'dear',
      from: 'no',
      to: 'yes',
    });
    expect(final.change('55')).toEqual({ of: 'final', from: 40, to: 55 });
    expect(correctables(report, 'ada')).toHaveLength(3);
  });
  it('is nothing for somebody else', () => {
    expect(correctables(report, 'gus')).toEqual([]);
  });
});
