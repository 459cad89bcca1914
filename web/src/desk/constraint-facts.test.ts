import { expect, it } from 'vitest';
import type { ReplayApi } from '../api/replay';
import type { ConstraintView, Event } from '../api/types';
import { loadFacts } from './constraint-facts';

const constraint = (enforcement: ConstraintView['enforcement']): ConstraintView => ({
  id: enforcement,
  says: 'So.',
  enforcement,
  check: enforcement === 'check' ? 'cost' : null,
  paths: enforcement === 'read_only' ? ['prompts'] : [],
});

const refused = (seq: number, error: string) =>
  ({ kind: 'model.refused', seq, data: { status: 429, error } }) as Event;

function service(asked: string[]): ReplayApi {
  const events: Record<string, Event[]> = {
    'check.completed': [{ kind: 'check.completed', seq: 9, data: { check: 'cost' } } as Event],
    'model.refused': [refused(3, 'insufficient_quota'), refused(4, 'rate_limit_exceeded')],
  };
  const files = [
    { path: 'prompts/b', changes: [8, 12] },
    { path: 'prompts2/a', changes: [10] },
  ];
  const api = {
    events: async ({ kinds = '' }) => (asked.push(kinds), { events: events[kinds] }),
    files: async () => (asked.push('files'), { files }),
  };
  return api as unknown as ReplayApi;
}

it('gathers what constraints need: checks, changes in order, and calls refused for money alone', async () => {
  const all = (['check', 'budget', 'read_only'] as const).map(constraint);
  const { signal } = new AbortController();
  const facts = await loadFacts(service([]), all, 20, '2 calls', signal);
  expect(facts.completed).toEqual(new Map([['cost', 9]]));
  expect(facts.changes.map(({ seq }) => seq)).toEqual([8, 10, 12]);
  expect(facts).toMatchObject({ spent: '2 calls', refused: [3] });
});

it('asks for nothing that no constraint needs', async () => {
  const asked: string[] = [];
  const { signal } = new AbortController();
  const facts = await loadFacts(service(asked), [constraint('budget')], 20, undefined, signal);
  expect(asked).toEqual(['model.refused']);
  expect(facts.spent).toBe('No call was made; €0.00');
});
