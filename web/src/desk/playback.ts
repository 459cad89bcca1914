// How replayed time passes: at a speed, jumping over stretches in which nothing happened.

import type { Event } from '../api/types';
import { seqAt } from '../trace/index';

/** A pause longer than this is idle. */
const IDLE = 3_000_000;
/** How long before the next event the replay goes on after a jump. */
const LEAD = 500_000;

/** The replayed time after `elapsed` microseconds of real time. */
export function advance(
  events: Event[],
  time: number,
  elapsed: number,
  speed: number,
  skipIdle: boolean,
): number {
  const moved = time + elapsed * speed;
  if (!skipIdle) return moved;
  const next = events[seqAt(events, time)];
  if (next && next.active - time > IDLE) return Math.max(moved, next.active - LEAD);
  return moved;
}
