// A loaded trace and how to find one's way in it. `events[i].seq` is `i + 1`: a trace has no gaps.

import type { Event } from '../api/types';

export type Kind = Event['kind'];

/** An event of this kind. */
export type EventOf<K extends Kind> = Extract<Event, { kind: K }>;

/** What an event reports, without its place in the trace. */
export type EventBody = { [K in Kind]: { kind: K; data: EventOf<K>['data'] } }[Kind];

/** Whether an event is of this kind, for the compiler as well. */
export function isKind<K extends Kind>(event: Event, kind: K): event is EventOf<K> {
  return event.kind === kind;
}

/** The part of a kind before the dot. */
export function family(event: Event): string {
  return event.kind.slice(0, event.kind.indexOf('.'));
}

/** The last event that had happened at this working time; 0 if none had. */
export function seqAt(events: Event[], time: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle].active <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Working time of an event; 0 for one that does not exist. */
export function timeOf(events: Event[], seq: number): number {
  return events[seq - 1]?.active ?? 0;
}

/** The first entry of a sorted list of sequence numbers after `seq`. */
export function after(sorted: number[], seq: number): number | null {
  return sorted.find((entry) => entry > seq) ?? null;
}

/** The last entry of a sorted list of sequence numbers before `seq`. */
export function before(sorted: number[], seq: number): number | null {
  return sorted.findLast((entry) => entry < seq) ?? null;
}
