// Input that was typed and is not yet durable on the server. It is kept until the server says
// `input_saved`, and sent again after a reconnection from where the server stands.
//
// Invariant: saved <= sent <= end, and `parts` hold exactly the bytes [saved, end).

import type { Frame } from './frame';

/** Largest piece the server takes in one frame. */
export const FRAME_LIMIT = 16 * 1024;
/** How much may be on its way unacknowledged. */
export const WINDOW = 256 * 1024;

export class InputQueue {
  private parts: Uint8Array[] = [];
  private saved = 0;
  private sent = 0;
  private end = 0;
  /** Frames of this connection without an answer; the server answers each, in order. */
  private unanswered = 0;
  /** How many of them were sent behind a refused one, and so are refused as well. */
  private doomed = 0;

  /** Bytes that are not durable yet. */
  get pending(): number {
    return this.end - this.saved;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.parts.push(bytes);
    this.end += bytes.length;
  }

  /** The next frame to send now, if the window allows one. */
  next(): Frame | null {
    const room = Math.min(WINDOW - (this.sent - this.saved), FRAME_LIMIT, this.end - this.sent);
    if (room <= 0) return null;
    const frame = { offset: this.sent, bytes: this.read(this.sent - this.saved, room) };
    this.sent += room;
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
   * A connection is up and the server has everything below `offset`. What is above is sent again.
   * Where the server is outside of what is here, another page typed, or this page is new: what is
   * pending has not been applied, and keeps its place behind what the server has.
   */
  resume(offset: number): void {
    this.unanswered = this.doomed = 0;
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
   * The server refused a frame: none of what is pending was applied, so none is kept. Frames that
   * were on their way behind it are refused too; that is no news, and must not touch what was
   * typed since. Returns whether it is news.
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
    this.saved = this.sent = this.end = offset;
  }

  private drop(count: number): void {
    let left = count;
    while (left > 0 && this.parts.length > 0) {
      const first = this.parts[0];
      if (first.length <= left) {
        this.parts.shift();
        left -= first.length;
      } else {
        this.parts[0] = first.subarray(left);
        left = 0;
      }
    }
  }

  private read(from: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    let skip = from;
    let filled = 0;
    for (const part of this.parts) {
      if (filled === length) break;
      if (skip >= part.length) {
        skip -= part.length;
        continue;
      }
      const piece = part.subarray(skip, skip + length - filled);
      out.set(piece, filled);
      filled += piece.length;
      skip = 0;
    }
    return out;
  }
}
