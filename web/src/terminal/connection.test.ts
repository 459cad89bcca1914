import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TerminalMessage } from '../api/types';
import { type Listener, TerminalConnection } from './connection';
import { Replies } from './replies';
import type { Size } from './size';

/** The server's end of a WebSocket. */
class Socket {
  sent: (string | Uint8Array)[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }
  close(): void {
    // Nobody listens any more.
  }
  say(message: TerminalMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  attach(input_offset: number, size: Size = { cols: 80, rows: 24 }): void {
    this.onopen?.();
    const [snapshot, approximate, output_offset] = ['', false, 0];
    this.say({ type: 'attached', snapshot, approximate, output_offset, input_offset, ...size });
  }
  /** Frames of input: source, offset and text. */
  get inputs(): [string, number, string][] {
    const frames = this.sent.filter((it): it is Uint8Array => typeof it !== 'string');
    return frames.map((it) => [
      String.fromCharCode(it[8]),
      Number(new DataView(it.buffer).getBigUint64(0)),
      new TextDecoder().decode(it.subarray(9)),
    ]);
  }
}

const sockets: Socket[] = [];
const told: { pending: number[]; sizes: Size[]; ends: string[] } = {
  pending: [],
  sizes: [],
  ends: [],
};
let connection: TerminalConnection;

const listener = {
  size: () => ({ cols: 80, rows: 24 }),
  paint: (_snapshot, _approximate, { cols, rows }) => void told.sizes.push({ cols, rows }),
  resized: ({ cols, rows }) => void told.sizes.push({ cols, rows }),
  pending: (bytes) => void told.pending.push(bytes),
  print: () => undefined,
  state: () => undefined,
  refused: () => undefined,
  exited: () => undefined,
  failed: () => undefined,
  notStarted: (message) => void told.ends.push(`not started: ${message}`),
  turnedAway: (reason) => void told.ends.push(`turned away: ${reason}`),
  cut: (reason) => void told.ends.push(`cut: ${reason}`),
  degraded: () => undefined,
} satisfies Listener;

const encoder = new TextEncoder();
const type = (text: string) => connection.type(encoder.encode(text), 'keys');
const reply = (text: string) => connection.type(encoder.encode(text), 'reply');
/** Runs everything that is queued for the end of the current task. */
const soon = () => Promise.resolve();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  [sockets.length, told.pending, told.sizes, told.ends] = [0, [], [], []];
  connection = new TerminalConnection(() => {
    const socket = new Socket();
    sockets.push(socket);
    return socket as unknown as WebSocket;
  }, listener);
});

afterEach(() => {
  connection.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('what a terminal replies', () => {
  it('goes out beside what is typed, uncounted and never pending', async () => {
    sockets[0].attach(7);
    type('a');
    reply('\x1b[1;1R');
    reply('\x1b[?62c');
    await soon();
    type('b');
    expect(sockets[0].inputs).toEqual([
      ['k', 7, 'a'],
      ['r', 0, '\x1b[1;1R\x1b[?62c'],
      ['k', 8, 'b'],
    ]);
    expect(told.pending.at(-1)).toBe(2);
  });
  it('is not sent later: the program that asked waits no longer', async () => {
    reply('\x1b[1;1R');
    await soon();
    sockets[0].attach(0);
    sockets[0].onclose?.({ code: 1006, reason: '' });
    reply('\x1b[2;2R');
    type('kept');
    await soon();
    await vi.advanceTimersByTimeAsync(1000);
    sockets[1].attach(0);
    expect(sockets[0].inputs).toEqual([]);
    expect(sockets[1].inputs).toEqual([['k', 0, 'kept']]);
  });
  it('has a bound', async () => {
    const lengths: number[] = [];
    const replies = new Replies((bytes) => lengths.push(bytes.length));
    for (let asked = 0; asked < 100_000; asked++) replies.push(encoder.encode('\x1b[1;1R'));
    await soon();
    expect(lengths).toEqual([16_380]);
  });
});

it('says its size again if that has changed while it attached', () => {
  sockets[0].attach(0, { cols: 60, rows: 24 });
  expect(sockets[0].sent.at(-1)).toBe(JSON.stringify({ type: 'resize', cols: 80, rows: 24 }));
  sockets[0].say({ type: 'resized', cols: 60, rows: 24 });
  expect(sockets[0].sent.length).toBe(2);
});

it('shows the terminal at the size that it has, which another page may have chosen', () => {
  sockets[0].attach(0);
  sockets[0].say({ type: 'resized', cols: 132, rows: 43 });
  expect(told.sizes).toEqual([
    { cols: 80, rows: 24 },
    { cols: 132, rows: 43 },
  ]);
});

describe('a connection that the server closes', () => {
  it('says why and is tried again', async () => {
    sockets[0].attach(0);
    sockets[0].onclose?.({ code: 4004, reason: 'The session has ended.' });
    expect(told.ends).toEqual(['cut: The session has ended.']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets.length).toBe(2);
  });
  it('is not tried again where there is no room or no shell', async () => {
    sockets[0].onclose?.({ code: 4002, reason: 'All are open.' });
    connection.retryNow();
    sockets[1].attach(0);
    sockets[1].say({ type: 'failed', message: 'No shell: no process is left.' });
    sockets[1].onclose?.({ code: 4005, reason: 'No shell.' });
    await vi.advanceTimersByTimeAsync(60_000);
    connection.retryNow();
    expect(sockets.length).toBe(2);
    expect(told.ends).toEqual([
      'turned away: All are open.',
      'not started: No shell: no process is left.',
    ]);
  });
});
