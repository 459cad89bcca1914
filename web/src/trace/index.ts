// A trace that is loaded whole, as a report has it, and how to find one's way in it. `events[i].seq` is `i + 1`: a trace has no gaps.

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

/** Working time of an event; 0 for one that does not exist. */
export function timeOf(events: Event[], seq: number): number {
  return events[seq - 1]?.active ?? 0;
}
