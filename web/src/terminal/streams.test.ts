import { describe, expect, it } from 'vitest';
import { join } from '../bytes/join';
import { decodeFrame, encodeInput, type Input } from './frame';
import { FRAME_LIMIT, InputQueue, TOGETHER, WINDOW } from './input-queue';
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
    const wire = new Uint8Array(15);
    new DataView(wire.buffer).setBigUint64(0, 5_000_000_000n);
    wire.set(someBytes(7), 8);
    expect(decodeFrame(wire.buffer)).toEqual({ offset: 5_000_000_000, bytes: someBytes(7) });
  });
  it('of input say how it came about, between the two', () => {
    const input: Input = { offset: 5_000_000_000, source: 'paste', bytes: someBytes(7) };
    const wire = encodeInput(input);
    expect(new DataView(wire.buffer).getBigUint64(0)).toBe(5_000_000_000n);
    expect(String.fromCharCode(wire[8])).toBe('p');
    expect(same(wire.subarray(9), input.bytes)).toBe(true);
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

/** A server that knows each page's offset and takes frames as a whole, as the recorder does. */
class Server {
  taken: Input[] = [];
  places = [0, 0];
  /** Answers with the page's offset, or refuses. */
  take(page: number, frame: Input): boolean {
    const end = frame.offset + frame.bytes.length;
    if (end <= this.places[page]) return true;
    if (frame.offset !== this.places[page]) return false;
    this.taken.push(frame);
    this.places[page] = end;
    return true;
  }
}

/** Splits bytes into inputs. Each begins with its page and number, and states its length. */
function inputOf(page: number, number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(6 + length).fill(255);
  new DataView(bytes.buffer).setUint8(0, page);
  new DataView(bytes.buffer).setUint8(1, number);
  new DataView(bytes.buffer).setUint32(2, length);
  return bytes;
}

function inputsIn(bytes: Uint8Array): { page: number; number: number }[] {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    found.push({ page: view.getUint8(0), number: view.getUint8(1) });
    const length = view.getUint32(2);
    expect(bytes.subarray(at + 6, at + 6 + length).every((byte) => byte === 255)).toBe(true);
    at += 6 + length;
  }
  return found;
}

describe('input', () => {
  it('of two pages arrives whole, in order and once through broken connections', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const roll = dice(seed);
      const queues = [new InputQueue(), new InputQueue()];
      const server = new Server();
      const typed = [0, 0];
      queues.forEach((queue) => queue.resume(0));
      for (let step = 0; step < 120; step++) {
        const page = roll(2);
        const queue = queues[page];
        const action = roll(5);
        if (action === 0) {
          const source = roll(4) === 0 ? 'paste' : 'keys';
          queue.push(inputOf(page, typed[page]++, roll(roll(9) === 0 ? 40_000 : 30)), source);
        } else if (action === 1) {
          const frame = queue.next();
          if (frame) expect(server.take(page, frame)).toBe(true);
        } else if (action === 2) {
          queue.confirm(server.places[page]);
        } else if (action === 3) {
          const frame = queue.next();
          // Lost with its connection, or taken and the answer lost.
          if (frame && roll(2) === 0) server.take(page, frame);
          queue.resume(server.places[page]);
        }
      }
      for (const [page, queue] of queues.entries()) {
        queue.resume(server.places[page]);
        for (let frame = queue.next(); frame; frame = queue.next()) {
          expect(server.take(page, frame)).toBe(true);
          queue.confirm(server.places[page]);
        }
        expect(queue.pending).toBe(0);
      }
      const taken = inputsIn(join(server.taken.map((frame) => frame.bytes)));
      for (const page of [0, 1]) {
        const numbers = taken.filter((input) => input.page === page).map((input) => input.number);
        expect(numbers).toEqual(Array.from({ length: typed[page] }, (_, number) => number));
      }
    }
  });
  it('that waits goes together, but what was pasted apart from what was typed', () => {
    const queue = new InputQueue();
    for (let key = 0; key < 3; key++) queue.push(someBytes(2), 'keys');
    queue.push(someBytes(4), 'paste');
    queue.push(someBytes(TOGETHER - 1), 'keys');
    queue.push(someBytes(2), 'keys');
    const lengths = [];
    for (let frame = queue.next(); frame; frame = queue.next()) {
      lengths.push([frame.source, frame.bytes.length]);
    }
    expect(lengths).toEqual([
      ['keys', 6],
      ['paste', 4],
      ['keys', TOGETHER - 1],
      ['keys', 2],
    ]);
  });
  it('that is pasted is one frame, and what follows waits while the window is full', () => {
    const queue = new InputQueue();
    queue.push(someBytes(FRAME_LIMIT), 'paste');
    queue.push(someBytes(1), 'keys');
    expect(queue.next()?.bytes.length).toBe(FRAME_LIMIT);
    expect(queue.next()).toBeNull();
    queue.confirm(FRAME_LIMIT);
    expect(queue.next()?.offset).toBe(FRAME_LIMIT);
  });
  it('that is longer than a frame can be is cut', () => {
    const queue = new InputQueue();
    queue.push(someBytes(FRAME_LIMIT + 1), 'paste');
    expect(queue.next()?.bytes.length).toBe(FRAME_LIMIT);
    queue.confirm(FRAME_LIMIT);
    expect(queue.next()?.bytes.length).toBe(1);
    expect(WINDOW).toBeLessThan(FRAME_LIMIT);
  });
  it('typed before the first attachment takes its place behind what the server has', () => {
    const queue = new InputQueue();
    queue.push(someBytes(3), 'keys');
    queue.resume(1000);
    expect(queue.next()).toEqual({ offset: 1000, source: 'keys', bytes: someBytes(3) });
  });
  it('that was refused is not sent again', () => {
    const queue = new InputQueue();
    queue.push(someBytes(10), 'keys');
    queue.next();
    expect(queue.refuse(0)).toBe(true);
    expect(queue.next()).toBeNull();
    queue.push(someBytes(2), 'keys');
    expect(queue.next()?.offset).toBe(0);
  });
  it('typed after a refusal survives the refusals of frames that were on their way', () => {
    const queue = new InputQueue();
    for (let frame = 0; frame < 3; frame++) {
      queue.push(someBytes(TOGETHER), 'keys');
      queue.next();
    }
    expect(queue.refuse(0)).toBe(true);
    queue.push(someBytes(5), 'keys');
    expect(queue.next()).toEqual({ offset: 0, source: 'keys', bytes: someBytes(5) });
    expect([queue.refuse(0), queue.refuse(0)]).toEqual([false, false]);
    expect(queue.pending).toBe(5);
    queue.confirm(5);
    expect(queue.pending).toBe(0);
    queue.push(someBytes(1), 'keys');
    expect(queue.next()?.offset).toBe(5);
    expect(queue.refuse(5)).toBe(true);
  });
});
