// Input of this page that is not yet durable on the server. The page keeps it until the server says
// `input_saved`. After a reconnection it sends the input again from the server's offset. Offsets
// count what this page has typed, whatever other pages type at the same time.
//
// Each input (a key, a paste) goes into one frame, because the server takes frames as a whole. Only
// an input that is longer than a frame can be is cut. What the terminal replies by itself is not
// here (replies.ts).
//
// Invariant: saved <= sent <= end, and `parts` holds exactly the bytes [saved, end).

import { join } from '../bytes/join';
import type { Input, InputSource } from './frame';

/** The longest input the server takes: a paste of 1 MiB and its brackets. */
export const FRAME_LIMIT = 1024 * 1024 + 64;
/** Short inputs that wait are sent in one frame, up to this size. */
export const TOGETHER = 16 * 1024;
/** How much may be on its way unacknowledged before the next frame waits. */
export const WINDOW = 256 * 1024;

interface Part {
  source: InputSource;
  bytes: Uint8Array;
}

export class InputQueue {
  private parts: Part[] = [];
  /** How many of `parts` were sent on this connection. */
  private sentParts = 0;
  private saved = 0;
  private sent = 0;
  private end = 0;
  /** Frames of this connection without an answer. The server answers each of them, in order. */
  private unanswered = 0;
  /** How many of them were sent after a refused frame, and so are refused too. */
  private doomed = 0;

  /** Bytes that are not durable yet. */
  get pending(): number {
    return this.end - this.saved;
  }

  push(bytes: Uint8Array, source: InputSource): void {
    for (let at = 0; at < bytes.length; at += FRAME_LIMIT) {
      this.parts.push({ source, bytes: bytes.subarray(at, at + FRAME_LIMIT) });
    }
    this.end += bytes.length;
  }

  /** The next frame to send now, if the window allows one. */
  next(): Input | null {
    const first = this.parts[this.sentParts];
    if (!first || this.sent - this.saved >= WINDOW) return null;
    const together = [first.bytes];
    let length = first.bytes.length;
    for (let part = this.parts[++this.sentParts]; part; part = this.parts[++this.sentParts]) {
      if (part.source !== first.source || length + part.bytes.length > TOGETHER) break;
      together.push(part.bytes);
      length += part.bytes.length;
    }
    const frame = { offset: this.sent, source: first.source, bytes: join(together) };
    this.sent += length;
    this.unanswered++;
    return frame;
  }

  /** Everything below `offset` is durable. */
  confirm(offset: number): void {
    this.answered();
    this.keepFrom(offset);
  }

  private keepFrom(offset: number): void {
    if (offset <= this.saved) return;
    if (offset > this.end) {
      this.reset(offset);
      return;
    }
    this.drop(offset - this.saved);
    this.saved = offset;
    this.sent = Math.max(this.sent, offset);
  }

  /**
   * Continues on a new connection, on which the server has everything below `offset`. The rest is
   * sent again. If `offset` is outside of what is kept here, the server does not know this page:
   * what is pending then follows after `offset`.
   */
  resume(offset: number): void {
    this.unanswered = this.doomed = this.sentParts = 0;
    if (offset >= this.saved && offset <= this.end) {
      this.keepFrom(offset);
      this.sent = this.saved;
      return;
    }
    const length = this.pending;
    this.saved = offset;
    this.sent = offset;
    this.end = offset + length;
  }

  /**
   * The server refused a frame. None of the pending input was applied, so it is dropped. Frames
   * that were sent after the refused one are refused too: those refusals are ignored, and must not
   * drop what was typed since. Returns false for such a refusal.
   */
  refuse(offset: number): boolean {
    const known = this.doomed > 0;
    this.answered();
    if (known) return false;
    this.doomed = this.unanswered;
    this.reset(offset);
    return true;
  }

  private answered(): void {
    this.unanswered = Math.max(0, this.unanswered - 1);
    this.doomed = Math.max(0, this.doomed - 1);
  }

  private reset(offset: number): void {
    this.parts = [];
    this.sentParts = 0;
    this.saved = this.sent = this.end = offset;
  }

  private drop(count: number): void {
    let left = count;
    while (left > 0 && this.parts.length > 0) {
      const first = this.parts[0];
      if (first.bytes.length <= left) {
        this.parts.shift();
        this.sentParts = Math.max(0, this.sentParts - 1);
        left -= first.bytes.length;
      } else {
        this.parts[0] = { source: first.source, bytes: first.bytes.subarray(left) };
        left = 0;
      }
    }
  }
}
