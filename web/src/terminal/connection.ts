// The connection of one live terminal. It attaches, re-attaches where it was, and keeps input until
// that is durable. What is on the screen is already in the trace; what was typed is kept here.

import type { TerminalMessage, TerminalRequest } from '../api/types';
import { decodeFrame, encodeInput, type InputSource } from './frame';
import { InputQueue } from './input-queue';
import { OutputStream } from './output-stream';
import { Replies } from './replies';
import type { Size } from './size';

export type LinkState = 'connecting' | 'live' | 'lost' | 'exited';

/** What the connection tells the page. */
export interface Listener {
  /** The size that fits this page. */
  size(): Size;
  /** `approximate`: older parts of the screen may be missing. */
  paint(snapshot: string, approximate: boolean, size: Size): void;
  /** The terminal now has this size, even if another one fits this page. */
  resized(size: Size): void;
  print(bytes: Uint8Array): void;
  state(state: LinkState): void;
  pending(bytes: number): void;
  refused(message: string): void;
  exited(status: number): void;
  /** The sandbox could not do something for this terminal. Its shell keeps running. */
  failed(message: string): void;
  /** The shell could not be started, so this terminal is closed. */
  notStarted(message: string): void;
  /** The server does not open this terminal. The page asks again only after `retryNow`. */
  turnedAway(reason: string): void;
  /** Why the server closed the connection. Empty if it gave no reason. The page connects again. */
  cut(reason: string): void;
  degraded(reason: string | null): void;
}

/** Close codes after which the page does not retry by itself. The reasons are for people. */
const FULL = 4002;
const NOT_STARTED = 4005;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

export class TerminalConnection {
  private output = new OutputStream();
  private input = new InputQueue();
  private replies = new Replies((bytes) => this.reply(bytes));
  private socket: WebSocket | null = null;
  private attached = false;
  private failures = 0;
  /** The latest failure that the sandbox reported. */
  private failure = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  /** The server remembers under it how much input it took, even if an answer was lost. */
  private page = crypto.getRandomValues(new Uint32Array(1))[0];

  constructor(
    private open: () => WebSocket,
    private listener: Listener,
  ) {
    window.addEventListener('online', this.retryNow);
    this.connect();
  }

  type(bytes: Uint8Array, source: InputSource): void {
    if (source === 'reply') {
      this.replies.push(bytes);
      return;
    }
    this.input.push(bytes, source);
    this.flush();
  }

  resize(cols: number, rows: number): void {
    if (this.attached) this.send({ type: 'resize', cols, rows });
  }

  /** Connects at once instead of waiting for the next attempt. */
  retryNow = (): void => {
    if (this.closed || this.socket) return;
    clearTimeout(this.timer);
    this.connect();
  };

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    window.removeEventListener('online', this.retryNow);
    this.drop();
  }

  private connect(): void {
    this.listener.state('connecting');
    const socket = this.open();
    this.socket = socket;
    socket.onopen = () => {
      const { page } = this;
      this.send({ type: 'attach', from: this.output.end, ...this.listener.size(), page });
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') this.control(JSON.parse(event.data) as TerminalMessage);
      else this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (event.code === FULL) this.turnedAway(event.reason);
      else if (event.code === NOT_STARTED) this.notStarted(event.reason);
      else this.lost(event.reason);
    };
  }

  private receive(wire: ArrayBuffer): void {
    const frame = decodeFrame(wire);
    if (!frame || !this.attached) return;
    const accepted = this.output.accept(frame);
    if ('show' in accepted) this.listener.print(accepted.show);
    else this.lost();
  }

  private control(message: TerminalMessage): void {
    switch (message.type) {
      case 'attached':
        this.attach(message);
        break;
      case 'resized':
        this.listener.resized(message);
        break;
      case 'input_saved':
        this.input.confirm(message.offset);
        this.flush();
        break;
      case 'refused':
        if (this.input.refuse(message.input_offset)) this.listener.refused(message.message);
        this.flush();
        break;
      case 'failed':
        this.failure = message.message;
        this.listener.failed(message.message);
        break;
      case 'exited':
        this.exited(message.status);
        break;
      case 'recording':
        this.listener.degraded(message.degraded);
        break;
    }
  }

  private attach(message: Extract<TerminalMessage, { type: 'attached' }>): void {
    if (message.snapshot !== null) {
      this.output.restart(message.output_offset);
      this.listener.paint(message.snapshot, message.approximate, message);
    } else {
      if (this.output.end === null) this.output.restart(message.output_offset);
      this.listener.resized(message);
    }
    // A page that was too slow for a flood is greeted again on the same connection, and still gets
    // the answers to its input.
    const isNew = !this.attached;
    if (isNew) this.input.resume(message.input_offset);
    this.attached = true;
    // The available space may have changed since the page reported it.
    const { cols, rows } = this.listener.size();
    if (isNew && (cols !== message.cols || rows !== message.rows)) this.resize(cols, rows);
    this.failures = 0;
    this.listener.state('live');
    this.flush();
  }

  private exited(status: number): void {
    this.closed = true;
    this.drop();
    this.listener.state('exited');
    this.listener.exited(status);
  }

  /** An earlier message is preferred, because a close frame has little room for text. */
  private notStarted(reason: string): void {
    this.closed = true;
    this.drop();
    this.listener.state('exited');
    this.listener.notStarted(this.failure || reason);
  }

  private turnedAway(reason: string): void {
    this.drop();
    this.listener.state('exited');
    this.listener.turnedAway(reason);
  }

  private flush(): void {
    if (this.attached) {
      for (let frame = this.input.next(); frame; frame = this.input.next()) {
        this.socket?.send(encodeInput(frame));
      }
    }
    this.listener.pending(this.input.pending);
  }

  /** Sent now or not at all. The server takes replies from one page only, and does not answer. */
  private reply(bytes: Uint8Array): void {
    if (this.attached) this.socket?.send(encodeInput({ offset: 0, source: 'reply', bytes }));
  }

  private send(request: TerminalRequest): void {
    this.socket?.send(JSON.stringify(request));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.attached = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lost(reason = ''): void {
    this.drop();
    if (this.closed) return;
    this.listener.state('lost');
    this.listener.cut(reason);
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures++;
    // Half fixed, half random, so that many pages do not reconnect at the same instant.
    this.timer = setTimeout(() => this.connect(), wait / 2 + Math.random() * (wait / 2));
  }
}
