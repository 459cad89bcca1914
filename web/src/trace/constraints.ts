// What a trace and its checks say about each constraint.

import type { CheckResult, ConstraintView, Event } from '../api/types';
import { euros, plural } from '../text/format';
import { OUTCOME_WORDS } from '../text/names';
import { isKind } from './index';

export interface Finding {
  /** Who or what saw to it. */
  how: string;
  /** What was seen. */
  seen: string;
  /** Whether it was kept; null if that is the reader's to say, or not known. */
  kept: boolean | null;
  /** A moment to look at. */
  seq: number | null;
}

/** The code of a call that was refused because the money was spent. */
const SPENT = 'insufficient_quota';

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

function byCheck(id: string, events: Event[], checks: CheckResult[]): Finding {
  const how = `The check ${id}, after handing in.`;
  const check = checks.find((candidate) => candidate.check === id);
  if (!check)
    return { how, seen: 'Not known here: it has not run, or is withheld.', kept: null, seq: null };
  const event = events.find(
    (candidate) => isKind(candidate, 'check.completed') && candidate.data.check === id,
  );
  return {
    how,
    seen: `${OUTCOME_WORDS[check.outcome]}: ${check.summary}`,
    kept: check.outcome === 'error' ? null : check.outcome === 'pass',
    seq: event?.seq ?? null,
  };
}

function byMount(paths: string[], events: Event[]): Finding {
  const changes = events.filter(
    (event) =>
      (event.kind === 'file.changed' || event.kind === 'file.deleted') &&
      paths.some((path) => isWithin(event.data.path, path)),
  );
  const names = paths.join(', ');
  return {
    how: `${names}: mounted so that nobody in the sandbox can change it.`,
    seen:
      changes.length === 0
        ? 'Unchanged: no change of it was recorded.'
        : `${plural(changes.length, 'change')} recorded.`,
    kept: changes.length === 0,
    seq: changes[0]?.seq ?? null,
  };
}

function byBudget(limit: number | null, events: Event[]): Finding {
  let spent = 0;
  for (const event of events) {
    if (!isKind(event, 'model.chat') && !isKind(event, 'model.embedding')) continue;
    if (event.data.complete) spent += event.data.cost;
  }
  const refused = events.filter((event) => 'error' in event.data && event.data.error === SPENT);
  const of = limit === null ? '' : ` of ${euros(limit)}`;
  const refusals =
    refused.length === 0
      ? 'No call was refused for it.'
      : `${plural(refused.length, 'call')} refused with status 429 because it was spent.`;
  return {
    how: 'The gateway: once the money is spent, model calls are refused.',
    seen: `${euros(spent)}${of} spent. ${refusals}`,
    kept: true,
    seq: refused[0]?.seq ?? null,
  };
}

/** What was seen of one constraint. */
export function findingOf(
  constraint: ConstraintView,
  events: Event[],
  checks: CheckResult[],
  budget: number | null,
): Finding {
  switch (constraint.enforcement) {
    case 'check':
      return byCheck(constraint.check ?? '', events, checks);
    case 'read_only':
      return byMount(constraint.paths, events);
    case 'budget':
      return byBudget(budget, events);
    case 'practitioner':
      return { how: 'Nobody but you.', seen: 'Judge it yourself.', kept: null, seq: null };
  }
}

/** Whether it was kept, by text and shape. */
export function keptWord(kept: boolean | null): string {
  if (kept === null) return '? open';
  return kept ? '✓ kept' : '✗ not kept';
}
