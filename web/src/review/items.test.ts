import { describe, expect, test } from 'vitest';
import type { ItemMark, Marked } from '../api/types';
import type { CriterionDraft } from './entry';
import {
  criterionOf,
  departsFromItems,
  entriesOf,
  followsFrom,
  itemKey,
  itemOf,
  itemsSay,
  markItem,
} from './items';

const criterion = {
  level: [0, 1, 2].map((points) => ({ points, behaviour: `worth ${points}` })),
  item: [
    { id: 'ran', level: 1, says: 'It ran.' },
    { id: 'before', level: 2, says: 'It ran before.' },
    { id: 'each-way', level: 2, says: 'It ran each way.' },
  ],
};

function draft(marks: (ItemMark | null)[], choice?: number | null): CriterionDraft {
  const known = marks.map((mark, at): Marked => ({
    item: criterion.item[at].id,
    mark,
    evidence: [],
  }));
  const items = entriesOf(criterion, known);
  return { criterion: 'proof', choice, reason: '', departure: '', evidence: [], items };
}

test.each<[(ItemMark | null)[], number | null]>([
  [[], null],
  [['not_seen'], 0],
  [['contradicted', 'seen', 'seen'], 0],
  [['seen'], null],
  [['seen', 'not_seen'], 1],
  [['seen', 'seen'], null],
  [['seen', 'seen', 'seen'], 2],
])('of %j follows %j', (marks, level) => {
  expect(followsFrom(criterion, draft(marks).items)).toBe(level);
});

describe('the chosen level', () => {
  test('follows the marks while nobody has chosen', () => {
    const entry = draft([]);
    markItem(criterion, entry, entry.items[0], 'not_seen');
    expect(entry.choice).toBe(0);
    markItem(criterion, entry, entry.items[0], 'seen');
    expect(entry.choice).toBeUndefined();
    markItem(criterion, entry, entry.items[2], 'contradicted');
    expect(entry.choice).toBe(1);
  });

  test('stays "not observed" once the reviewer said so', () => {
    const entry = draft([], null);
    markItem(criterion, entry, entry.items[0], 'not_seen');
    expect(entry.choice).toBeNull();
  });

  test('stays where the reviewer departs, which is said', () => {
    const entry = draft(['not_seen'], 2);
    expect(departsFromItems(criterion, entry)).toBe(0);
    markItem(criterion, entry, entry.items[0], 'contradicted');
    expect(entry.choice).toBe(2);
    expect(departsFromItems(criterion, { ...entry, choice: 0 })).toBeNull();
    expect(departsFromItems(criterion, { ...entry, choice: null })).toBeNull();
    expect(itemsSay(criterion, entry)).toBe('Level 0 follows from the items.');
    expect(itemsSay(criterion, draft(['seen']))).toContain('2 items without a mark');
  });
});

test('an item has a key of its own', () => {
  const entry = draft(['seen']);
  const key = itemKey('proof', 'before');
  expect(criterionOf(key)).toBe('proof');
  expect(criterionOf('proof')).toBe('proof');
  expect(itemOf([entry], key)).toBe(entry.items[1]);
  expect(itemOf([entry], 'proof')).toBeUndefined();
});
