// The output of a terminal that this page has. The server may send bytes again after a
// reconnection; the page shows each byte exactly once, in order.

import type { Frame } from './frame';

/** What to do with a frame that arrived. */
export type Accepted = { show: Uint8Array } | { gap: true };

export class OutputStream {
  /** Offset after the last byte that arrived. Null until the first attachment. */
  end: number | null = null;

  /** The screen was repainted. Output continues at `offset`. */
  restart(offset: number): void {
    this.end = offset;
  }

  /** The new part of a frame, or the result that bytes before it are missing. */
  accept({ offset, bytes }: Frame): Accepted {
    const end = this.end ?? offset;
    if (offset > end) return { gap: true };
    const fresh = bytes.subarray(Math.min(end - offset, bytes.length));
    this.end = end + fresh.length;
    return { show: fresh };
  }
}
