import { describe, expect, it } from 'vitest';
import type { CheckResult, ConstraintView } from '../api/types';
import { type Facts, findingOf } from './constraints';

const facts: Facts = {
  completed: new Map(),
  changes: [{ path: 'prompts2/a', seq: 5 }],
  spent: '2 calls, €0.30',
  refused: [3],
};
const view = (enforcement: ConstraintView['enforcement']): ConstraintView => ({
  id: 'c',
  says: 'So.',
  enforcement,
  check: enforcement === 'check' ? 'cost' : null,
  paths: enforcement === 'read_only' ? ['prompts'] : [],
});

describe('a constraint', () => {
  it('of read-only paths was kept if no change was recorded', () => {
    expect(findingOf(view('read_only'), facts, [], null)).toMatchObject({ kept: true, seq: null });
    const changes = [...facts.changes, { path: 'prompts/a', seq: 6 }];
    const finding = findingOf(view('read_only'), { ...facts, changes }, [], null);
    expect(finding).toMatchObject({ kept: false, seen: '1 change recorded.', seq: 6 });
  });
  it('of money says what was spent and how many calls it cost', () => {
    const { seen, seq } = findingOf(view('budget'), facts, [], 250_000);
    expect(seen).toBe(
      '2 calls, €0.30 of €0.25. 1 call refused with status 429 because the budget was spent.',
    );
    expect(seq).toBe(3);
  });
  it('of a check is as the check says, and open without one', () => {
    const check: CheckResult = {
      check: 'cost',
      asserts: 'It is cheap.',
      outcome: 'error',
      summary: 'broke',
      details: null,
      duration: 1,
    };
    expect(findingOf(view('check'), facts, [], null).kept).toBe(null);
    expect(findingOf(view('check'), facts, [check], null).kept).toBe(null);
    const failed = findingOf(view('check'), facts, [{ ...check, outcome: 'fail' }], null);
    expect(failed).toMatchObject({ kept: false, seen: '✗ fail: broke' });
  });
  it('of a practitioner is the practitioner’s', () => {
    const finding = findingOf(view('practitioner'), facts, [], null);
    expect(finding).toMatchObject({ kept: null, seen: 'Judge it from the trace.' });
  });
});
