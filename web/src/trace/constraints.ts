// What a trace and its checks say about each constraint, from facts that need no whole trace.

import type { CheckResult, ConstraintView, Event } from '../api/types';
import { euros, plural } from '../text/format';
import { OUTCOME_WORDS } from '../text/names';

interface Finding {
  /** Who or what saw to it. */
  how: string;
  /** What was seen. */
  seen: string;
  /** Whether it was kept; null if that is the reader's to say, or not known. */
  kept: boolean | null;
  /** A moment to look at. */
  seq: number | null;
}

/** What of a trace tells about constraints. */
export interface Facts {
  /** Where a check completed. */
  completed: Map<string, number>;
  /** Changes of files: path and event, in order. */
  changes: { path: string; seq: number }[];
  /** Money that was spent, in the words of the summary. */
  spent: string;
  /** Calls that were refused because it was spent, in order. */
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
  const how = `The check ${id}, after handing in.`;
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
    how: `${names}: mounted so that nobody in the sandbox can change it.`,
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

/** What was seen of one constraint. */
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
      return { how: 'Only you.', seen: 'Judge it yourself.', kept: null, seq: null };
  }
}

/** Whether it was kept, by text and shape. */
export function keptWord(kept: boolean | null): string {
  if (kept === null) return '? open';
  return kept ? '✓ kept' : '✗ not kept';
}
