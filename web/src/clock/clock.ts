// Time by the server's clock. The page's own clock only measures how long ago the server answered.

import type { ClockView } from '../api/types';

const MICROS = 1000;
export const MINUTE_MS = 60_000;

/** How urgently the page warns that time is running out. */
export type Urgency = 'none' | 'fifteen' | 'five' | 'over';

/** Milliseconds to add to this page's clock to get the server's time. */
export function offsetOf(clock: ClockView, pageNow: number): number {
  return clock.now / MICROS - pageNow;
}

/** Milliseconds left, never negative and constant during a pause; null while no clock runs. */
export function leftMs(clock: ClockView, offset: number, pageNow: number): number | null {
  if (clock.deadline === null) return null;
  if (clock.pause) return Math.max(0, (clock.deadline - clock.now) / MICROS);
  return Math.max(0, clock.deadline / MICROS - (pageNow + offset));
}

/** The warning for this much remaining time. */
export function urgencyOf(left: number | null): Urgency {
  if (left === null) return 'none';
  if (left <= 0) return 'over';
  if (left <= 5 * MINUTE_MS) return 'five';
  if (left <= 15 * MINUTE_MS) return 'fifteen';
  return 'none';
}
