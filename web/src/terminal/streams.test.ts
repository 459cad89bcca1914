import { describe, expect, it } from 'vitest';
import { join } from '../bytes/join';
import { decodeFrame, encodeFrame } from './frame';
import { FRAME_LIMIT, InputQueue, WINDOW } from './input-queue';
import { OutputStream } from './output-stream';

/** A small generator of repeatable random numbers below `limit`. */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

function someBytes(length: number, start = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = (start + index) % 251;
  return bytes;
}

/** Compares quickly; a failing comparison of large arrays would take minutes to print. */
function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

describe('frames', () => {
  it('keep offset and bytes, beyond 32 bits too', () => {
    const frame = { offset: 5_000_000_000, bytes: someBytes(7) };
    expect(decodeFrame(encodeFrame(frame).buffer)).toEqual(frame);
  });
  it('that are too short are none', () => {
    expect(decodeFrame(new ArrayBuffer(7))).toBeNull();
  });
});

describe('output', () => {
  it('shows every byte once whatever is repeated', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const roll = dice(seed);
      const whole = someBytes(400);
      const stream = new OutputStream();
      stream.restart(0);
      const shown: Uint8Array[] = [];
      while ((stream.end ?? 0) < whole.length) {
        const offset = roll((stream.end ?? 0) + 1);
        const bytes = whole.subarray(offset, offset + 1 + roll(90));
        const accepted = stream.accept({ offset, bytes });
        if ('show' in accepted) shown.push(accepted.show);
      }
      expect(same(join(shown), whole)).toBe(true);
    }
  });
  it('reports missing bytes and stays where it was', () => {
    const stream = new OutputStream();
    stream.restart(10);
    expect(stream.accept({ offset: 11, bytes: someBytes(3) })).toEqual({ gap: true });
    expect(stream.end).toBe(10);
  });
});

/** A server that keeps what arrives in order, as the recorder does. */
class Server {
  taken: Uint8Array[] = [];
  offset = 0;
  take(frame: { offset: number; bytes: Uint8Array }): void {
    if (frame.offset !== this.offset) throw new Error(`${frame.offset}, not ${this.offset}`);
    this.taken.push(frame.bytes);
    this.offset += frame.bytes.length;
  }
}

describe('input', () => {
  it('arrives whole and in order through any number of broken connections', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const roll = dice(seed);
      const queue = new InputQueue();
      const server = new Server();
      const typed: Uint8Array[] = [];
      queue.resume(0);
      for (let step = 0; step < 60; step++) {
        const action = roll(4);
        if (action === 0) {
          const bytes = someBytes(1 + roll(40_000), step);
          typed.push(bytes);
          queue.push(bytes);
        } else if (action === 1) {
          const frame = queue.next();
          if (frame) server.take(frame);
        } else if (action === 2) {
          queue.confirm(server.offset - roll(Math.min(server.offset, 500) + 1));
        } else {
          queue.next(); // lost with its connection
          queue.resume(server.offset);
        }
      }
      queue.resume(server.offset);
      for (let frame = queue.next(); frame; frame = queue.next()) {
        server.take(frame);
        queue.confirm(server.offset);
      }
      expect(same(join(server.taken), join(typed))).toBe(true);
      expect(queue.pending).toBe(0);
    }
  });
  it('is cut into frames the server takes, and waits when the window is full', () => {
    const queue = new InputQueue();
    queue.push(someBytes(1024 * 1024));
    let sent = 0;
    for (let frame = queue.next(); frame; frame = queue.next()) {
      expect(frame.bytes.length).toBeLessThanOrEqual(FRAME_LIMIT);
      sent += frame.bytes.length;
    }
    expect(sent).toBe(WINDOW);
    queue.confirm(FRAME_LIMIT);
    expect(queue.next()?.offset).toBe(WINDOW);
  });
  it('typed before the first attachment takes its place behind what the server has', () => {
    const queue = new InputQueue();
    queue.push(someBytes(3));
    queue.resume(1000);
    expect(queue.next()).toEqual({ offset: 1000, bytes: someBytes(3) });
  });
  it('that was refused is not sent again', () => {
    const queue = new InputQueue();
    queue.push(someBytes(10));
    queue.next();
    expect(queue.refuse(0)).toBe(true);
    expect(queue.next()).toBeNull();
    queue.push(someBytes(2));
    expect(queue.next()?.offset).toBe(0);
  });
  it('typed after a refusal survives the refusals of frames that were on their way', () => {
    const queue = new InputQueue();
    queue.push(someBytes(3 * FRAME_LIMIT));
    for (let frame = 0; frame < 3; frame++) queue.next();
    expect(queue.refuse(0)).toBe(true);
    queue.push(someBytes(5));
    expect(queue.next()).toEqual({ offset: 0, bytes: someBytes(5) });
    expect([queue.refuse(0), queue.refuse(0)]).toEqual([false, false]);
    expect(queue.pending).toBe(5);
    queue.confirm(5);
    expect(queue.pending).toBe(0);
    queue.push(someBytes(1));
    expect(queue.next()?.offset).toBe(5);
    expect(queue.refuse(5)).toBe(true);
  });
});
