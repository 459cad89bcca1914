import { describe, expect, it } from 'vitest';
import type { CandidateView } from '../api/types';
import { shownAfter } from './shown';

const given = {
  title: 'T',
  stipend: null,
  minutes: 10,
  tracks: [],
  track: null,
  track_open: false,
  statement: 's',
  brief: 'b',
  constraints: [],
};

function answer(revision: number, more: Partial<CandidateView> = {}): CandidateView {
  return {
    session: '0',
    revision,
    since: null,
    state: 'running',
    given: null,
    spending: null,
    messages: [],
    questions: [],
    clock: { now: revision, started_at: 0, deadline: 9, pause: null },
    notes: [],
    drafts: [],
    handing_in: false,
    degraded: null,
    limited: [],
    workspace: null,
    failing: null,
    extensions: [],
    withdrawn: null,
    expired: null,
    submitted_at: null,
    invitation_expires: 9,
    ...more,
  };
}

const note = (number: number, text: string, seq: number) =>
  ({ note: number, kind: 'free', text, status: null, revision: 0, at: seq, seq }) as const;

const message = (replies: number[]) => ({
  inject: 'm',
  from: 'somebody',
  message: 'Well?',
  at: 1,
  seq: 1,
  laid: [],
  removed: [],
  failed: [],
  replies: replies.map((seq) => ({ text: `reply ${seq}`, at: seq, seq })),
});

describe('what the page shows', () => {
  it('is nothing before a whole view came', () => {
    expect(shownAfter(null, answer(3))).toBeNull();
  });

  it('is what there was and what changed', () => {
    const first = answer(2, { given, notes: [note(1, 'one', 1), note(2, 'two', 2)] });
    const before = shownAfter(null, first);
    const after = shownAfter(before, answer(4, { since: 2, notes: [note(1, 'changed', 4)] }))!;
    expect(after.given).toBe(given);
    expect(after.notes.map((it) => it.text)).toEqual(['changed', 'two']);
    expect(after.revision).toBe(4);
    const still = shownAfter(after, answer(4, { since: 4 }))!;
    expect(still.notes).toBe(after.notes);
  });

  it('comes to the same in whatever order the answers arrive', () => {
    const first = shownAfter(null, answer(1, { given, notes: [note(1, 'a', 1)] }));
    const earlier = answer(2, { since: 1, notes: [note(1, 'b', 2)], messages: [message([2])] });
    const later = answer(3, {
      since: 1,
      notes: [note(1, 'c', 3), note(2, 'new', 2)],
      messages: [message([2, 3])],
    });
    const one = shownAfter(shownAfter(first, earlier), later);
    const two = shownAfter(shownAfter(first, later), earlier, false);
    expect(two).toEqual(one);
    expect(two!.messages[0].replies.map((it) => it.seq)).toEqual([2, 3]);
    expect(two!.notes.map((it) => it.text)).toEqual(['c', 'new']);
  });
});
