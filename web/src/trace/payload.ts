// What can be said of a payload without fetching it.

import type { Payload } from '../api/types';

/** How many bytes a payload has. */
export function payloadLength(payload: Payload): number {
  if ('blob' in payload) return payload.length;
  const padding = payload.base64.endsWith('==') ? 2 : payload.base64.endsWith('=') ? 1 : 0;
  return (payload.base64.length / 4) * 3 - padding;
}
