// What this page has of a terminal's output. The server may send bytes again after a
// reconnection; each byte is shown exactly once, in order.

import type { Frame } from './frame';

/** What to do with a frame that arrived. */
export type Accepted = { show: Uint8Array } | { gap: true };

export class OutputStream {
  /** Offset after the last byte that is here; null until the first attachment. */
  end: number | null = null;

  /** The screen was painted again; output continues at `offset`. */
  restart(offset: number): void {
    this.end = offset;
  }

  /** The part of a frame that is new, or the news that bytes before it are missing. */
  accept({ offset, bytes }: Frame): Accepted {
    const end = this.end ?? offset;
    if (offset > end) return { gap: true };
    const fresh = bytes.subarray(Math.min(end - offset, bytes.length));
    this.end = end + fresh.length;
    return { show: fresh };
  }
}
