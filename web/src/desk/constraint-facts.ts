// The facts about constraints, without the whole trace: only what the constraints at hand need.

import type { ReplayApi } from '../api/replay';
import type { ConstraintView } from '../api/types';
import { type Facts, isSpent } from '../trace/constraints';

const MOST = 1000;

/** Asks for what tells about these constraints until an event. `models` is the summary of calls. */
export async function loadFacts(
  api: ReplayApi,
  constraints: ConstraintView[],
  last: number,
  models: string | undefined,
  signal: AbortSignal,
): Promise<Facts> {
  const has = (enforcement: ConstraintView['enforcement']) =>
    constraints.some((constraint) => constraint.enforcement === enforcement);
  const page = (kinds: string) => api.events({ kinds, limit: MOST }, signal);
  const [checks, refusals, workspace] = await Promise.all([
    has('check') ? page('check.completed') : null,
    has('budget') ? page('model.refused') : null,
    has('read_only') && last > 0 ? api.files(last, signal) : null,
  ]);
  const completed = new Map<string, number>();
  for (const event of checks?.events ?? []) {
    if (event.kind === 'check.completed') completed.set(event.data.check, event.seq);
  }
  return {
    completed,
    changes: (workspace?.files ?? [])
      .flatMap(({ path, changes }) => changes.map((seq) => ({ path, seq })))
      .sort((left, right) => left.seq - right.seq),
    spent: models ?? 'No call was made; €0.00',
    refused: (refusals?.events ?? []).filter(isSpent).map((event) => event.seq),
  };
}
