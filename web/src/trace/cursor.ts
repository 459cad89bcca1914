// Moves from one item to the next in sorted lists of sequence numbers.

import { countUntil } from './clock';

/** The first entry after `seq`. */
export function after(sorted: number[], seq: number): number | null {
  return sorted[countUntil(sorted, (entry) => entry <= seq)] ?? null;
}

/** The last entry before `seq`. */
export function before(sorted: number[], seq: number): number | null {
  return sorted[countUntil(sorted, (entry) => entry < seq) - 1] ?? null;
}

/** The last item that happened at or before a time. */
export function lastAt<T extends { time: number }>(sorted: T[], time: number): T | null {
  return sorted[countUntil(sorted, (entry) => entry.time <= time) - 1] ?? null;
}

/** The item for this event, in a list in order of events. */
export function ofSeq<T extends { seq: number }>(sorted: T[], seq: number): T | null {
  const found = sorted[countUntil(sorted, (entry) => entry.seq < seq)];
  return found?.seq === seq ? found : null;
}
