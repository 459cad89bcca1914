// What the lanes of the timeline show: how much of what happened when.

import type { Event, Payload } from '../api/types';

export const LANES = [
  'terminal',
  'commands',
  'edits',
  'models',
  'notes',
  'messages',
  'session',
] as const;
export type Lane = (typeof LANES)[number];

export const LANE_WORDS: Record<Lane, string> = {
  terminal: 'terminal',
  commands: 'commands',
  edits: 'edits',
  models: 'models',
  notes: 'notes',
  messages: 'messages',
  session: 'session, checks',
};

/** A single thing on a lane. `bad` marks a failed command, a refused call, a lost recording. */
export interface Mark {
  seq: number;
  time: number;
  lane: Exclude<Lane, 'terminal'>;
  bad: boolean;
}

/** How many bytes a payload has. */
export function payloadLength(payload: Payload): number {
  if ('blob' in payload) return payload.length;
  const padding = payload.base64.endsWith('==') ? 2 : payload.base64.endsWith('=') ? 1 : 0;
  return (payload.base64.length / 4) * 3 - padding;
}

/** Bytes printed in each of `count` equal parts of [from, to); what is outside is left out. */
export function binOutput(events: Event[], from: number, to: number, count: number): number[] {
  const bins = new Array<number>(count).fill(0);
  const width = to - from;
  if (width <= 0) return bins;
  for (const event of events) {
    if (event.kind !== 'terminal.output') continue;
    if (event.active < from || event.active >= to) continue;
    const bin = Math.floor(((event.active - from) / width) * count);
    bins[Math.min(bin, count - 1)] += payloadLength(event.data.bytes);
  }
  return bins;
}

function markOf(event: Event): Mark | null {
  const mark = (lane: Mark['lane'], bad = false): Mark => ({
    seq: event.seq,
    time: event.active,
    lane,
    bad,
  });
  switch (event.kind) {
    case 'command.started':
      return mark('commands');
    case 'command.finished':
      return event.data.exit !== null && event.data.exit !== 0 ? mark('commands', true) : null;
    case 'file.changed':
    case 'file.deleted':
      // What the scenario laid is told by its message.
      return event.actor === 'system' ? null : mark('edits');
    case 'file.refused':
      return mark('edits', true);
    case 'model.chat':
    case 'model.embedding':
      return mark('models');
    case 'model.refused':
      return mark('models', true);
    case 'inject.delivered':
      return mark('messages', (event.data.failed?.length ?? 0) > 0);
    case 'message.sent':
    case 'question.asked':
    case 'question.answered':
      return mark('messages');
    case 'sandbox.failing':
    case 'recorder.degraded':
    case 'session.interrupted':
      return mark('session', true);
    case 'check.completed':
      return mark('session', event.data.outcome !== 'pass');
    default:
      if (event.kind.startsWith('note.')) return mark('notes');
      if (event.kind.startsWith('session.') || event.kind.startsWith('recorder.')) {
        return mark('session');
      }
      return event.kind === 'brief.opened' ? mark('session') : null;
  }
}

/** Everything that is marked on a lane, in order. */
export function marksOf(events: Event[]): Mark[] {
  return events.map(markOf).filter((mark) => mark !== null);
}

/** The visible stretch of the clock. */
export interface View {
  from: number;
  to: number;
}

/** Zooms so that `focus` stays where it is; stays within [0, end] and above a second. */
export function zoom(view: View, factor: number, focus: number, end: number): View {
  const least = Math.min(1_000_000, end);
  const width = Math.min(end, Math.max(least, (view.to - view.from) * factor));
  const share = (focus - view.from) / Math.max(1, view.to - view.from);
  return within({ from: focus - share * width, to: focus + (1 - share) * width }, end);
}

/** Moves a view into [0, end] without changing its width. */
export function within(view: View, end: number): View {
  const width = Math.min(view.to - view.from, end);
  const from = Math.max(0, Math.min(view.from, end - width));
  return { from, to: from + width };
}
