import { describe, expect, it } from 'vitest';
import type { NoteView } from '../api/types';
import { NoteText } from './note-text.svelte';

const drafts = () => {
  const kept = new Map<string, string>();
  return {
    read: (name: string) => kept.get(name) ?? '',
    keep: (name: string, text: string) => void (text ? kept.set(name, text) : kept.delete(name)),
  };
};

function note(revision: number, text: string, status: NoteView['status'] = 'open'): NoteView {
  return { note: 3, kind: 'hypothesis', text, status, revision, at: 0, seq: revision + 10 };
}

function edited(text: string, browser = drafts()) {
  let newest = note(0, 'the filter');
  const field = new NoteText(
    browser,
    'note:3',
    () => newest,
    () => 5,
  );
  field.text = text;
  field.typed();
  return { field, browser, saves: (other: NoteView) => void (newest = other) };
}

describe('a note in two pages', () => {
  it('is sent with the revision that it changes', () => {
    expect(edited('mine').field.request).toEqual({
      kind: 'hypothesis',
      text: 'mine',
      status: 'open',
      revision: 0,
    });
  });
  it('shows both versions, and a person chooses', () => {
    for (const [choice, text, status] of [
      ['keepMine', 'mine', 'open'],
      ['takeOther', 'theirs', 'supported'],
      ['keepBoth', 'mine\n\ntheirs', 'open'],
    ] as const) {
      const { field, saves } = edited('mine');
      expect(field.other).toBeNull();
      saves(note(1, 'theirs', 'supported'));
      expect(field.other).toEqual({ text: 'theirs\n(supported)', revision: 1, savedAt: 5 });
      // A save is refused until somebody chooses.
      expect(field.request.revision).toBe(0);
      field[choice]();
      expect(field.other).toBeNull();
      expect(field.request).toEqual({ kind: 'hypothesis', text, status, revision: 1 });
    }
  });
  it('that says the same in both is no conflict', () => {
    const { field, saves } = edited('mine');
    saves(note(1, 'mine'));
    expect(field.other).toBeNull();
  });
  it('comes back after a reload, and overwrites nothing', () => {
    const { browser } = edited('mine');
    const field = new NoteText(
      browser,
      'note:3',
      () => note(2, 'theirs'),
      () => 5,
    );
    expect([field.text, field.other?.text]).toEqual(['mine', 'theirs\n(open)']);
    field.done();
    expect(browser.read('note:3')).toBe('');
  });
});

it('a new note has no revision', () => {
  const field = new NoteText(
    drafts(),
    'new',
    () => undefined,
    () => 0,
  );
  [field.kind, field.text] = ['free', 'x'];
  expect(field.request).toEqual({ kind: 'free', text: 'x', revision: undefined });
  expect(field.other).toBeNull();
});
