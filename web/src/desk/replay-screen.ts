// Shows one terminal as it was: paints a moment's screen, then feeds what was printed after it.

import type { Terminal } from '@xterm/xterm';
import type { Event, Payload, TerminalAtView } from '../api/types';
import { fromBase64 } from '../bytes/base64';
import { join } from '../bytes/join';
import { bounded } from '../terminal/size';
import type { Blobs } from '../trace/blobs';
import { payloadLength } from '../trace/payload';

/** How much is given to the terminal at once. */
const PIECE = 64 * 1024;
/** Resets a terminal within the bytes that paint it, so that it never shows an empty screen. */
const RESET = '\x1bc';

type Step =
  | { paint: TerminalAtView | undefined }
  | { size: { cols: number; rows: number } }
  | { output: Payload; length: number };

export class ReplayScreen {
  /** How many bytes of the terminal's output are on the screen, or on their way there. */
  private offset = -1;
  private steps: Step[] = [];
  private running = false;
  private stopped = false;

  constructor(
    private terminal: Terminal,
    readonly number: number,
    private blobs: Blobs,
    private drawn: () => void,
    private failed: (cause: unknown) => void,
  ) {}

  /** Bytes that are not drawn yet. */
  get behind(): number {
    return this.steps.reduce((sum, step) => sum + ('output' in step ? step.length : 0), 0);
  }

  stop(): void {
    this.stopped = true;
    this.steps = [];
  }

  /** Shows the screen as it was. What is shown already is not painted again. */
  begin(at: TerminalAtView | undefined): void {
    const { cols, rows } = this.terminal;
    if (at && at.offset === this.offset && at.cols === cols && at.rows === rows) return;
    this.offset = at?.offset ?? -1;
    // Whatever was on its way is not wanted any more.
    this.steps = [{ paint: at }];
    void this.run();
  }

  /** Feeds events that follow. */
  pass(events: Event[]): void {
    for (const event of events) {
      if (event.kind === 'terminal.output' && event.data.terminal === this.number) {
        const { bytes, offset } = event.data;
        const length = payloadLength(bytes);
        if (offset < this.offset) continue;
        this.offset = offset + length;
        this.steps.push({ output: bytes, length });
      } else if (event.kind === 'terminal.resized' || event.kind === 'terminal.opened') {
        const { terminal, cols, rows } = event.data;
        if (terminal === this.number) this.steps.push({ size: { cols, rows } });
      }
    }
    void this.run();
  }

  /** One thing after another; outputs that wait together are written together. */
  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (this.steps.length > 0 && !this.stopped) await this.next();
    } catch (cause) {
      this.failed(cause);
    }
    this.running = false;
    if (!this.stopped) this.drawn();
  }

  private async next(): Promise<void> {
    const [first] = this.steps;
    if ('output' in first) {
      const until = this.steps.findIndex((step) => !('output' in step));
      const batch = this.steps.splice(0, until < 0 ? this.steps.length : until);
      const outputs = batch.flatMap((step) => ('output' in step ? [step.output] : []));
      const pieces = await Promise.all(outputs.map((output) => this.blobs.bytes(output)));
      // A new beginning came meanwhile: it has these bytes already.
      if (this.steps[0] && 'paint' in this.steps[0]) return;
      await this.write(join(pieces));
      return;
    }
    this.steps.shift();
    if ('size' in first) return this.resize(first.size.cols, first.size.rows);
    const at = first.paint;
    if (at) this.resize(at.cols, at.rows);
    await this.write(RESET + (at?.screen ?? ''));
    if (at?.partial) await this.write(fromBase64(at.partial));
  }

  private resize(cols: number, rows: number): void {
    // Traces of earlier versions hold sizes that no page can show.
    const size = bounded({ cols, rows });
    this.terminal.resize(size.cols, size.rows);
  }

  private async write(content: Uint8Array | string): Promise<void> {
    for (let at = 0; at < content.length && !this.stopped; at += PIECE) {
      const piece = content.slice(at, at + PIECE);
      await new Promise<void>((done) => this.terminal.write(piece, done));
    }
  }
}
