// Events by their kind.

import type { Event } from '../api/types';

type Kind = Event['kind'];

/** An event of this kind. */
export type EventOf<K extends Kind> = Extract<Event, { kind: K }>;

/** A type guard for the kind of an event. */
export function isKind<K extends Kind>(event: Event, kind: K): event is EventOf<K> {
  return event.kind === kind;
}
