import { expect, test } from 'vitest';
import type { AsksView } from '../api/types';
import { limitsOf } from './ask-words';

const none = { beyond: 0, calls_beyond: 0, without_text: 0 } as AsksView;

test('what a list does not have is said, each in a sentence', () => {
  expect(limitsOf(none)).toEqual([]);
  expect(limitsOf({ ...none, beyond: 2, calls_beyond: 1 })).toEqual([
    'At least 2 more questions are beyond what is listed.',
    '1 model call could not be matched with questions: too many.',
  ]);
  expect(limitsOf({ ...none, without_text: 1 })[0]).toContain('The text of 1 embedding call ');
});
