// Which command asked: spans do not say it, so it is the one that ran when the span came.

import type { MarkView } from '../api/types';

/** The line of the command that ran at this time; of several, the one that was started last. */
export function commandAt(marks: MarkView[], time: number): string | null {
  let found: string | null = null;
  // In order of time.
  for (const mark of marks) {
    if (mark.time > time) break;
    if (mark.lane === 'commands' && (mark.end ?? Infinity) >= time) found = mark.label;
  }
  return found;
}
