// What can be done to a session that has not ended, and what the page says about its time.

import type { Event, SessionRow } from '../api/types';
import { clockTime, dateTime } from '../text/format';

/** The most minutes of one extension: a working day. */
export const LONGEST = 480;

/** Kinds of events that concern a session's time. */
export const TOLD_KINDS: Event['kind'][] = [
  'session.started',
  'session.interrupted',
  'session.recovered',
  'session.paused',
  'session.resumed',
  'session.extended',
  'session.withdrawn',
];

export function isManageable(row: SessionRow): boolean {
  return ['invited', 'consented', 'running'].includes(row.state) && !row.imported;
}

/** A whole number of minutes within the limits; null for anything else. */
export function minutesOf(text: string): number | null {
  const value = Number(text);
  const fits = text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= LONGEST;
  return fits ? value : null;
}

/** When an event happened, in Unix microseconds. */
export function wallTime(created: number, at: number): number {
  return created + at;
}

/** The state of a session's clock, in words. */
export function timeWords(row: SessionRow): string {
  if (row.state !== 'running') return 'The clock has not started.';
  if (row.failing !== null) {
    return `${row.failing} The clock is stopped while the service tries again.`;
  }
  if (row.paused_since !== null) {
    return `Paused since ${clockTime(row.paused_since)}: the clock is stopped.`;
  }
  return row.deadline === null ? '' : `Time is up on ${dateTime(row.deadline)}.`;
}
