// What the page shows: all answers of the service combined. The first answer is complete, and later ones say
// what changed. Nothing written is ever removed, so answers can be merged in any order.

import type { CandidateView, GivenView } from '../api/types';

export interface Shown extends Omit<CandidateView, 'given' | 'since'> {
  given: GivenView;
}

/**
 * What is shown after `answer`. If the answer was requested before a change, only its written parts count:
 * its clock and state would be those before the change. Null until a complete answer has come.
 */
export function shownAfter(
  before: Shown | null,
  answer: CandidateView,
  current = true,
): Shown | null {
  const given = answer.given ?? before?.given;
  if (!given) return null;
  const rest: CandidateView | Shown = current || !before ? answer : before;
  return {
    ...rest,
    given,
    revision: Math.max(answer.revision, before?.revision ?? 0),
    withdrawn: answer.withdrawn ?? before?.withdrawn ?? null,
    expired: answer.expired ?? before?.expired ?? null,
    notes: merged(before?.notes, answer.notes, (it) => it.note).sort((a, b) => a.note - b.note),
    questions: merged(before?.questions, answer.questions, (it) => it.question),
    messages: messages(before?.messages ?? [], answer.messages),
    extensions: merged(before?.extensions, answer.extensions, (it) => it.seq),
    drafts: current || !before ? drafts(before?.drafts ?? [], answer.drafts) : before.drafts,
  };
}

/** Later answers contain only revisions: a known text is kept as long as its revision is the same. */
function drafts(before: Shown['drafts'], told: CandidateView['drafts']): Shown['drafts'] {
  return told.map((it) => {
    const known = before.find((other) => other.draft === it.draft);
    return known?.revision === it.revision ? { ...it, text: it.text ?? known.text } : it;
  });
}

/** The newer version of each entry, in the order in which entries first came. */
function merged<T extends { seq: number }>(
  before: T[] | undefined,
  changed: T[],
  key: (it: T) => number | string,
): T[] {
  if (before && changed.length === 0) return before;
  const all = new Map((before ?? []).map((it) => [key(it), it]));
  for (const it of changed) {
    const known = all.get(key(it));
    if (!known || known.seq <= it.seq) all.set(key(it), it);
  }
  return [...all.values()];
}

/** A message that is already known comes again with only its new replies. */
function messages(
  before: Shown['messages'],
  changed: CandidateView['messages'],
): Shown['messages'] {
  if (changed.length === 0) return before;
  const all = new Map(before.map((it) => [it.inject, it]));
  for (const it of changed) {
    const replies = merged(all.get(it.inject)?.replies, it.replies, (reply) => reply.seq);
    all.set(it.inject, { ...it, replies: replies.sort((a, b) => a.seq - b.seq) });
  }
  return [...all.values()];
}
