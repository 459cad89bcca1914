/** A single thing on a row of the timeline. */
export interface RowMark {
  seq: number;
  time: number;
  label: string;
  bad: boolean;
  end: number | null;
}
