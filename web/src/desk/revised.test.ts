import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import type { JournalEntryView, MomentView } from '../api/types';
import type { DeskState } from './desk.svelte';
import NotesView from './NotesView.svelte';
import { revised } from './revised';

const first = { text: 'the fusion', status: 'open' as const };
const revisions = [
  { text: 'the fusion', status: 'ruled_out' as const },
  { text: 'the prompt', status: 'ruled_out' as const },
  { text: 'the index', status: 'supported' as const },
  { text: 'the index', status: 'supported' as const },
];

describe('a revision', () => {
  it('says what it changed', () => {
    const said = revisions.map((_, at) => revised(first, revisions, at));
    expect(said).toEqual([
      '✗ ruled out',
      'text changed to: the prompt',
      '✓ supported; text changed to: the index',
      'saved again',
    ]);
  });
  it('is compared with the first text of a marker', () => {
    expect(revised({ label: 'the fusion', status: null }, revisions, 0)).toBe('✗ ruled out');
  });
});

describe('the journal', () => {
  it('shows a note as it was first written, and what became of it below', () => {
    const later = { seq: 9, time: 9e6, text: 'the prompt', status: 'ruled_out' as const };
    const entry: JournalEntryView = {
      note: 1,
      kind: 'hypothesis',
      ...first,
      seq: 2,
      time: 2e6,
      revisions: [{ ...later, word: 'candidate' }],
      omitted: 3,
    };
    const moment = { seq: 9, time: 9e6, journal: [entry] } as unknown as MomentView;
    const places = { of: () => null };
    const desk = { moment, places, seq: 9, time: 9e6 } as unknown as DeskState;
    const html = render(NotesView, { props: { desk } }).body;
    const text = html
      .replace(/<!--.*?-->/gs, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    const order = [
      '? open',
      'written 0:00:02',
      'the fusion',
      '3 revisions',
      'edited 0:00:09',
      'the prompt',
    ];
    const at = order.map((words) => text.indexOf(words));
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(text).toContain('✗ ruled out');
  });
});
