import type { Word } from '../api/types';

/** A single thing on a row of the timeline. */
export interface RowMark {
  seq: number;
  time: number;
  label: string;
  bad: boolean;
  end: number | null;
  /** Whose word it is, where a label does not say so itself. */
  word?: Word;
}
