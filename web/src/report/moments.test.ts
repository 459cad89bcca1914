import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import type { Seen } from '../api/types';
import Moments from './Moments.svelte';

const seen: Seen = {
  from_seq: 3,
  to_seq: 3,
  from: 61_000_000,
  to: 61_000_000,
  kind: 'file.changed',
  word: 'host',
  label: '',
  what: 'moment',
  note: '',
};
const range: Seen = { ...seen, to_seq: 9, to: 3_722_000_000, word: 'candidate' };

it('says on the page whose word a moment is', () => {
  const { body } = render(Moments, { props: { session: 's', evidence: [seen, range] } });
  const text = body.replace(/<!--.*?-->/gs, '').replace(/<[^>]*>/g, '');
  expect(text).toContain('file.changed, host saw');
  expect(text).toContain('1:02:02, candidate wrote');
});
