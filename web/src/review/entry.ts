// What is said of one criterion or question while the review is being written.

import type { Evidence, Marked } from '../api/types';

/** Points of a level, null for "not observed", undefined while undecided. */
export type Choice = number | null | undefined;

export interface CriterionDraft {
  /** A criterion's id, or the key of a question. */
  criterion: string;
  choice: Choice;
  reason: string;
  evidence: Evidence[];
  /** One for each item of the criterion; none for a question. */
  items: Marked[];
  /** Why the level is not the one that follows from the items. */
  departure: string;
}
