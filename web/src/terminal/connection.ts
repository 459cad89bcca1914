// The connection of one live terminal: attaches, re-attaches where it left off, keeps input until
// it is durable. What is on the screen is in the trace already; what was typed is kept here.

import type { TerminalMessage, TerminalRequest } from '../api/types';
import { decodeFrame, encodeFrame } from './frame';
import { InputQueue } from './input-queue';
import { OutputStream } from './output-stream';

export type LinkState = 'connecting' | 'live' | 'lost' | 'exited';

/** What the connection tells the page. */
export interface Listener {
  size(): { cols: number; rows: number };
  paint(snapshot: string): void;
  print(bytes: Uint8Array): void;
  state(state: LinkState): void;
  pending(bytes: number): void;
  refused(message: string): void;
  exited(status: number): void;
  degraded(reason: string | null): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

export class TerminalConnection {
  private output = new OutputStream();
  private input = new InputQueue();
  private socket: WebSocket | null = null;
  private attached = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private open: () => WebSocket,
    private listener: Listener,
  ) {
    window.addEventListener('online', this.retryNow);
    this.connect();
  }

  type(bytes: Uint8Array): void {
    this.input.push(bytes);
    this.flush();
  }

  resize(cols: number, rows: number): void {
    if (this.attached) this.send({ type: 'resize', cols, rows });
  }

  /** Tries at once instead of waiting for the next attempt. */
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
    socket.onopen = () =>
      this.send({ type: 'attach', from: this.output.end, ...this.listener.size() });
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') this.control(JSON.parse(event.data) as TerminalMessage);
      else this.receive(event.data);
    };
    socket.onclose = () => this.lost();
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
      case 'input_saved':
        this.input.confirm(message.offset);
        this.flush();
        break;
      case 'refused':
        if (this.input.refuse(message.input_offset)) this.listener.refused(message.message);
        this.flush();
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
      this.listener.paint(message.snapshot);
    } else if (this.output.end === null) {
      this.output.restart(message.output_offset);
    }
    // A page that was too slow for a flood is greeted again on the same connection; answers to
    // its input still come then.
    if (!this.attached) this.input.resume(message.input_offset);
    this.attached = true;
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

  private flush(): void {
    if (this.attached) {
      for (let frame = this.input.next(); frame; frame = this.input.next()) {
        this.socket?.send(encodeFrame(frame));
      }
    }
    this.listener.pending(this.input.pending);
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

  private lost(): void {
    this.drop();
    if (this.closed) return;
    this.listener.state('lost');
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures++;
    // Half fixed, half random: many pages must not come back in the same instant.
    this.timer = setTimeout(() => this.connect(), wait / 2 + Math.random() * (wait / 2));
  }
}
