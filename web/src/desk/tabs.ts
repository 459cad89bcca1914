// The views of a moment: their order, their keys, and which one shows what is on a lane.

import type { HitView, LaneView, MarkView } from '../api/types';
import { ofSeq } from '../trace/cursor';

export const TABS = [
  'overview',
  'terminal',
  'files',
  'pipeline',
  'models',
  'notes',
  'events',
  'checks',
  'messages',
  'questions',
  'constraints',
  'scenario',
  'note',
  'search',
] as const;
export type Tab = (typeof TABS)[number];

const OF_LANE: Record<LaneView, Tab> = {
  terminal: 'terminal',
  commands: 'terminal',
  edits: 'files',
  models: 'models',
  vectors: 'pipeline',
  evals: 'terminal',
  notes: 'notes',
  messages: 'messages',
  session: 'terminal',
};

/** The view that shows what an event is, as far as it has a mark. */
export function tabOfMark(marks: MarkView[], seq: number): Tab {
  const mark = ofSeq(marks, seq);
  return mark ? OF_LANE[mark.lane] : 'terminal';
}

/** The view that shows what was found. */
export function tabOfHit(hit: HitView): Tab {
  if (hit.kind.startsWith('question.')) return 'questions';
  if (hit.kind.startsWith('check.')) return 'checks';
  return hit.source === 'span' ? 'pipeline' : OF_LANE[hit.lane];
}
