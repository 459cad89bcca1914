// The whole of a message or an answer that a list shows cut: from the call's event, whose request is
// a blob.

import type { AskCallView, ModelCall } from '../api/types';
import type { DeskState } from './desk.svelte';
import { messagesOf } from './model-call';

/** In characters. */
export const MOST = 2_000_000;

/** A message by its place in the request, or the answer. */
export type Which = number | 'answer';

/** The text; beyond the limit it ends, and says how much is missing. */
export function bounded(text: string, most = MOST): string {
  if (text.length <= most) return text;
  const rest = (text.length - most).toLocaleString('en');
  return `${text.slice(0, most)}…\n[${rest} more characters are not shown]`;
}

/** Reads texts of one call in full. */
export function opener(desk: DeskState, call: AskCallView): (which: Which) => Promise<string> {
  return async (which) => {
    const event = await desk.api.event(call.seq);
    const data = event.data as ModelCall;
    if (which === 'answer') return bounded(data.answer ?? '');
    const sent = messagesOf(await desk.blobs.bytes(data.request));
    return bounded(sent?.[which]?.text ?? '');
  };
}
