// Steps from one thing to the next, in lists of sequence numbers that are in order.

import { countUntil } from './clock';

/** The first entry after `seq`. */
export function after(sorted: number[], seq: number): number | null {
  return sorted[countUntil(sorted, (entry) => entry <= seq)] ?? null;
}

/** The last entry before `seq`. */
export function before(sorted: number[], seq: number): number | null {
  return sorted[countUntil(sorted, (entry) => entry < seq) - 1] ?? null;
}

/** The last thing that had happened at a time. */
export function lastAt<T extends { time: number }>(sorted: T[], time: number): T | null {
  return sorted[countUntil(sorted, (entry) => entry.time <= time) - 1] ?? null;
}

/** The thing that this event is, in a list in order of events. */
export function ofSeq<T extends { seq: number }>(sorted: T[], seq: number): T | null {
  const found = sorted[countUntil(sorted, (entry) => entry.seq < seq)];
  return found?.seq === seq ? found : null;
}
