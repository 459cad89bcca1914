// What a trace and its checks say about each constraint, from facts that do not require the whole
// trace.

import type { CheckResult, ConstraintView, Event } from '../api/types';
import { euros, plural } from '../text/format';
import { OUTCOME_WORDS } from '../text/names';

interface Finding {
  /** Who or what checked or enforced it. */
  how: string;
  /** What was seen. */
  seen: string;
  /** Whether the constraint was kept. Null if the reader decides, or if it is not known. */
  kept: boolean | null;
  /** An event to look at. */
  seq: number | null;
}

/** The facts of a trace that concern constraints. */
export interface Facts {
  /** The events with which checks completed. */
  completed: Map<string, number>;
  /** File changes: path and event, in order. */
  changes: { path: string; seq: number }[];
  /** Money that was spent, in the words of the summary. */
  spent: string;
  /** Calls that were refused because the money was spent, in order. */
  refused: number[];
}

/** The code of a call that was refused because the money was spent. */
const SPENT = 'insufficient_quota';

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

/** Whether a call was refused because the money was spent. */
export function isSpent(event: Event): boolean {
  return 'error' in event.data && event.data.error === SPENT;
}

function byCheck(id: string, facts: Facts, checks: CheckResult[]): Finding {
  const how = `The check ${id}, after the hand-in.`;
  const check = checks.find((candidate) => candidate.check === id);
  if (!check)
    return {
      how,
      seen: 'Not known: it has not run, or its result is withheld.',
      kept: null,
      seq: null,
    };
  return {
    how,
    seen: `${OUTCOME_WORDS[check.outcome]}: ${check.summary}`,
    kept: check.outcome === 'error' ? null : check.outcome === 'pass',
    seq: facts.completed.get(id) ?? null,
  };
}

function byMount(paths: string[], facts: Facts): Finding {
  const changes = facts.changes.filter((change) =>
    paths.some((path) => isWithin(change.path, path)),
  );
  const names = paths.join(', ');
  return {
    how: `A read-only mount of ${names}: nobody in the sandbox can change it.`,
    seen:
      changes.length === 0
        ? 'No change was recorded.'
        : `${plural(changes.length, 'change')} recorded.`,
    kept: changes.length === 0,
    seq: changes[0]?.seq ?? null,
  };
}

function byBudget(limit: number | null, { spent, refused }: Facts): Finding {
  const of = limit === null ? '' : ` of ${euros(limit)}`;
  const refusals =
    refused.length === 0
      ? 'No call was refused for lack of budget.'
      : `${plural(refused.length, 'call')} refused with status 429 because the budget was spent.`;
  return {
    how: 'The gateway: once the budget is spent, it refuses model calls.',
    seen: `${spent}${of}. ${refusals}`,
    kept: true,
    seq: refused[0] ?? null,
  };
}

/** The finding for one constraint. */
export function findingOf(
  constraint: ConstraintView,
  facts: Facts,
  checks: CheckResult[],
  budget: number | null,
): Finding {
  switch (constraint.enforcement) {
    case 'check':
      return byCheck(constraint.check ?? '', facts, checks);
    case 'read_only':
      return byMount(constraint.paths, facts);
    case 'budget':
      return byBudget(budget, facts);
    case 'practitioner':
      return {
        how: 'You: no program checks it.',
        seen: 'Judge it from the trace.',
        kept: null,
        seq: null,
      };
  }
}

/** Shows whether it was kept, by text and by shape. */
export function keptWord(kept: boolean | null): string {
  if (kept === null) return '? open';
  return kept ? '✓ kept' : '✗ not kept';
}
