// The kinds of events, for filters: what a trace can have, without what fills it.

import type { Event } from '../api/types';

type Kind = Event['kind'];

/** Written out as a record, so that the compiler misses a kind that is new. */
const KINDS: Record<Kind, true> = {
  'session.created': true,
  'session.track_chosen': true,
  'session.consented': true,
  'session.started': true,
  'session.interrupted': true,
  'session.recovered': true,
  'session.paused': true,
  'session.resumed': true,
  'session.extended': true,
  'session.withdrawn': true,
  'session.handing_in': true,
  'session.submitted': true,
  'session.expired': true,
  'sandbox.booted': true,
  'sandbox.failing': true,
  'brief.opened': true,
  'inject.delivered': true,
  'question.asked': true,
  'question.answered': true,
  'message.sent': true,
  'terminal.opened': true,
  'terminal.output': true,
  'terminal.input': true,
  'terminal.resized': true,
  'terminal.closed': true,
  'terminal.refused': true,
  'command.started': true,
  'command.finished': true,
  'file.changed': true,
  'file.renamed': true,
  'file.deleted': true,
  'file.refused': true,
  'file.summarised': true,
  'git.moved': true,
  'git.commit': true,
  'model.chat': true,
  'model.embedding': true,
  'model.refused': true,
  'span.ended': true,
  'vector.call': true,
  'eval.completed': true,
  'note.hypothesis': true,
  'note.evidence': true,
  'note.decision': true,
  'note.fix': true,
  'note.free': true,
  'check.completed': true,
  'recorder.nearing': true,
  'recorder.degraded': true,
  'recorder.restored': true,
  'recorder.limited': true,
};

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** Everything but the bytes of terminals: families, and of terminals the kinds that are left. */
export const QUIET_KINDS = [
  ...new Set(
    ALL_KINDS.filter((kind) => kind !== 'terminal.output' && kind !== 'terminal.input').map(
      (kind) => (kind.startsWith('terminal.') ? kind : kind.split('.')[0]),
    ),
  ),
];

/** The kinds and families that a filter names, and the words that name none. A beginning will do. */
export function kindsOf(filter: string): { kinds: Kind[]; unknown: string[] } {
  const words = filter
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const kinds = words.flatMap((word) => ALL_KINDS.filter((kind) => kind.startsWith(word)));
  const unknown = words.filter((word) => !ALL_KINDS.some((kind) => kind.startsWith(word)));
  return { kinds: [...new Set(kinds)], unknown };
}
