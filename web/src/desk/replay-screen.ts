// Shows one terminal as it was: paints a moment's screen, then feeds what was printed after it.

import type { Terminal } from '@xterm/xterm';
import type { Event, TerminalAtView } from '../api/types';
import { fromBase64 } from '../bytes/base64';
import type { Blobs } from '../trace/load';
import { payloadLength } from '../trace/payload';

/** How much is given to the terminal at once. */
const PIECE = 64 * 1024;
/** Resets a terminal within the bytes that paint it, so that it never shows an empty screen. */
const RESET = '\x1bc';

export class ReplayScreen {
  /** How many bytes of the terminal's output are on the screen, or on their way there. */
  private offset = -1;
  private chain: Promise<void> = Promise.resolve();
  private generation = 0;
  private waiting = 0;

  constructor(
    private terminal: Terminal,
    readonly number: number,
    private blobs: Blobs,
    private drawn: () => void,
    private failed: (cause: unknown) => void,
  ) {}

  /** Bytes that are not drawn yet. */
  get behind(): number {
    return this.waiting;
  }

  stop(): void {
    this.generation++;
  }

  /** Shows the screen as it was. What is shown already is not painted again. */
  begin(at: TerminalAtView | undefined): void {
    const { cols, rows } = this.terminal;
    if (at && at.offset === this.offset && at.cols === cols && at.rows === rows) return;
    this.generation++;
    this.waiting = 0;
    this.offset = at?.offset ?? -1;
    this.then(async () => {
      if (at) this.resize(at.cols, at.rows);
      await this.write(RESET + (at?.screen ?? ''));
      if (at?.partial) await this.write(fromBase64(at.partial));
    });
  }

  /** Feeds events that follow. */
  pass(events: Event[]): void {
    for (const event of events) {
      if (event.kind === 'terminal.output' && event.data.terminal === this.number) {
        const { bytes, offset } = event.data;
        const length = payloadLength(bytes);
        if (offset < this.offset) continue;
        this.offset = offset + length;
        this.waiting += length;
        this.then(async () => {
          await this.write(await this.blobs.bytes(bytes));
          this.waiting -= length;
        });
      } else if (event.kind === 'terminal.resized' || event.kind === 'terminal.opened') {
        const { terminal, cols, rows } = event.data;
        if (terminal === this.number) this.then(async () => this.resize(cols, rows));
      }
    }
  }

  /** One thing after another; what an older beginning had planned is left out. */
  private then(run: () => Promise<void>): void {
    const { generation } = this;
    this.chain = this.chain.then(async () => {
      if (generation !== this.generation) return;
      try {
        await run();
        this.drawn();
      } catch (cause) {
        if (generation === this.generation) this.failed(cause);
      }
    });
  }

  private resize(cols: number, rows: number): void {
    this.terminal.resize(Math.max(2, cols), Math.max(1, rows));
  }

  private async write(content: Uint8Array | string): Promise<void> {
    for (let at = 0; at < content.length; at += PIECE) {
      const piece = content.slice(at, at + PIECE);
      await new Promise<void>((done) => this.terminal.write(piece, done));
    }
  }
}
