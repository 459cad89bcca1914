// Events by their kind.

import type { Event } from '../api/types';

type Kind = Event['kind'];

/** An event of this kind. */
export type EventOf<K extends Kind> = Extract<Event, { kind: K }>;

/** Whether an event is of this kind, for the compiler as well. */
export function isKind<K extends Kind>(event: Event, kind: K): event is EventOf<K> {
  return event.kind === kind;
}
