import { expect, it } from 'vitest';
import type { Seen } from '../api/types';
import { seenText } from './words';

const seen = (over: Partial<Seen> = {}): Seen => ({
  from_seq: 3,
  to_seq: 3,
  from: 61_000_000,
  to: 61_000_000,
  kind: 'file.changed',
  word: 'host',
  note: '',
  label: '',
  what: 'moment',
  ...over,
});

it('says whose word a moment and a range are', () => {
  const range = seen({ to_seq: 9, to: 3_722_000_000, word: 'candidate' });
  expect(seenText(seen())).toBe('0:01:01 file.changed, host saw');
  expect(seenText(seen({ label: '`halden eval` ended' }))).toBe(
    '0:01:01 `halden eval` ended, host saw',
  );
  expect(seenText(range)).toBe('0:01:01–1:02:02, candidate wrote');
  expect(seenText(seen({ word: null, kind: '', to_seq: 4 }))).toBe('0:01:01–0:01:01');
});
