import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../api/types';
import { isManageable, minutesOf, timeWords } from './manage';

const at = (hours: number, minutes: number) =>
  new Date(2026, 10, 27, hours, minutes).getTime() * 1000;
const row = (changes: Partial<SessionRow>) =>
  ({
    state: 'running',
    imported: false,
    paused_since: null,
    failing: null,
    deadline: at(12, 30),
    ...changes,
  }) as SessionRow;

describe('minutes of an extension', () => {
  it('are whole, at least one and at most 480', () => {
    for (const [text, minutes] of [
      ['1', 1],
      [' 480 ', 480],
    ] as const) {
      expect(minutesOf(text)).toBe(minutes);
    }
    for (const text of ['', ' ', '0', '481', '-5', '1.5', 'ten'])
      expect(minutesOf(text)).toBeNull();
  });
});

describe('a session in the list', () => {
  it('can be managed until it has ended, and only here', () => {
    for (const state of ['invited', 'consented', 'running'] as const) {
      expect(isManageable(row({ state }))).toBe(true);
    }
    for (const state of ['submitted', 'checked', 'reviewed', 'withdrawn'] as const) {
      expect(isManageable(row({ state }))).toBe(false);
    }
    expect(isManageable(row({ imported: true }))).toBe(false);
  });
  it('says how its clock stands', () => {
    expect(timeWords(row({}))).toContain('2026-11-27 12:30');
    expect(timeWords(row({ failing: 'It is put aside.' }))).toContain('It is put aside. The clock');
    expect(timeWords(row({ paused_since: at(9, 5) }))).toContain('Paused since 09:05:00');
    expect(timeWords(row({ state: 'consented', deadline: null }))).toContain('has not started');
  });
});
