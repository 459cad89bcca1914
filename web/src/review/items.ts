// Items under levels: what a reviewer found of each, and the level that follows.

import type { Criterion, ItemMark, Marked } from '../api/types';
import { plural } from '../text/format';
import type { CriterionDraft } from './entry';

/** In the order of their digits. */
export const MARK_WORDS: Record<ItemMark, string> = {
  seen: 'seen',
  not_seen: 'not seen',
  contradicted: 'contradicted',
};
export const MARKS = Object.keys(MARK_WORDS) as ItemMark[];

const ITEM = 'item:';

/** The key of an item among criteria. */
export const itemKey = (criterion: string, item: string): string => `${ITEM}${criterion}/${item}`;

/** The criterion that a key belongs to: for an item its criterion, else the key itself. */
export function criterionOf(key: string): string {
  return key.startsWith(ITEM) ? key.slice(ITEM.length, key.lastIndexOf('/')) : key;
}

/** An item's entry in a draft; undefined for any other key. */
export function itemOf(criteria: CriterionDraft[], key: string): Marked | undefined {
  if (!key.startsWith(ITEM)) return undefined;
  const entry = criteria.find(({ criterion }) => criterion === criterionOf(key));
  return entry?.items.find(({ item }) => itemKey(criterionOf(key), item) === key);
}

/** One entry for each item of a criterion, with what was found so far. */
export function entriesOf({ item }: Pick<Criterion, 'item'>, known: Marked[]): Marked[] {
  return item.map(({ id }) => {
    const marked = known.find((it) => it.item === id);
    return { item: id, mark: marked?.mark ?? null, evidence: [...(marked?.evidence ?? [])] };
  });
}

export const isMarked = ({ mark, evidence }: Marked): boolean =>
  mark !== null || evidence.length > 0;

/**
 * The points of the level that follows: the strongest whose items, and those of all weaker levels, were
 * seen. null without items, or while an item that would decide has no mark. As the service computes it.
 */
export function followsFrom(
  { level, item }: Pick<Criterion, 'level' | 'item'>,
  marked: Marked[],
): number | null {
  if (item.length === 0 || level.length === 0) return null;
  let reached = level[0].points;
  for (const { points } of level.slice(1)) {
    const marks = item
      .filter((it) => it.level === points)
      .map(({ id }) => marked.find((it) => it.item === id)?.mark ?? null);
    if (marks.some((mark) => mark === 'not_seen' || mark === 'contradicted')) return reached;
    if (marks.includes(null)) return null;
    reached = points;
  }
  return reached;
}

/** Marks an item. The level follows, unless the reviewer had chosen another one or "not observed". */
export function markItem(
  criterion: Pick<Criterion, 'level' | 'item'>,
  entry: CriterionDraft,
  marked: Marked,
  mark: ItemMark | null,
): void {
  const before = followsFrom(criterion, entry.items);
  const chosen = entry.choice !== undefined && (before === null || entry.choice !== before);
  marked.mark = mark;
  if (!chosen) entry.choice = followsFrom(criterion, entry.items) ?? undefined;
}

/** The level that follows, if the reviewer chose another one; else null. */
export function departsFromItems(
  criterion: Pick<Criterion, 'level' | 'item'>,
  { choice, items }: Pick<CriterionDraft, 'choice' | 'items'>,
): number | null {
  if (typeof choice !== 'number') return null;
  const follows = followsFrom(criterion, items);
  return follows === choice ? null : follows;
}

/** What the marks come to, in a sentence. */
export function itemsSay(
  criterion: Pick<Criterion, 'level' | 'item'>,
  entry: Pick<CriterionDraft, 'choice' | 'items'>,
): string {
  const follows = followsFrom(criterion, entry.items);
  if (follows !== null) return `Level ${follows} follows from the items.`;
  const open = entry.items.filter(({ mark }) => mark === null).length;
  return `${plural(open, 'item')} without a mark: no level follows yet.`;
}
