// What the page shows: every answer of the service put together. The first one is whole, later
// ones say what changed; nothing of what is written ever goes, so they can be merged in any order.

import type { CandidateView, GivenView } from '../api/types';

export interface Shown extends Omit<CandidateView, 'given' | 'since'> {
  given: GivenView;
}

/**
 * What is shown once `answer` is there. Of an answer that was asked for before a change only what
 * is written counts: its clock and state would show the time before it. Null while nothing whole
 * has come.
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

/** Later answers tell revisions alone: a text is known as long as its revision is the same. */
function drafts(before: Shown['drafts'], told: CandidateView['drafts']): Shown['drafts'] {
  return told.map((it) => {
    const known = before.find((other) => other.draft === it.draft);
    return known?.revision === it.revision ? { ...it, text: it.text ?? known.text } : it;
  });
}

/** The newer one of each, in the order in which they came first. */
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

/** A message that is there already comes again with its new replies alone. */
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
