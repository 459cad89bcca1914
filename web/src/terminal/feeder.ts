// Feeds a terminal piece by piece, so that megabytes of output never block the page and never
// overrun the terminal's own buffer. Everything is written in the order in which it was fed.

import type { Terminal } from '@xterm/xterm';

/** How many bytes are given to the terminal at a time. */
const PIECE = 64 * 1024;

type Step = { write: Uint8Array | string } | { run: () => void };

export class Feeder {
  private steps: Step[] = [];
  private busy = false;
  private generation = 0;

  constructor(private terminal: Terminal) {}

  write(content: Uint8Array | string): void {
    if (typeof content === 'string') this.steps.push({ write: content });
    else {
      for (let at = 0; at < content.length; at += PIECE) {
        this.steps.push({ write: content.subarray(at, at + PIECE) });
      }
    }
    this.pump();
  }

  /** Runs once everything before it is on the screen. */
  then(run: () => void): void {
    this.steps.push({ run });
    this.pump();
  }

  /** Drops what is waiting, and clears the screen after the current piece. */
  restart(): void {
    this.steps = [{ write: '' }, { run: () => this.terminal.reset() }];
    this.generation++;
    this.busy = false;
    this.pump();
  }

  private pump(): void {
    if (this.busy) return;
    const generation = this.generation;
    for (let step = this.steps.shift(); step; step = this.steps.shift()) {
      if ('run' in step) {
        step.run();
        if (generation !== this.generation) return;
        continue;
      }
      this.busy = true;
      this.terminal.write(step.write, () => {
        if (generation !== this.generation) return;
        this.busy = false;
        this.pump();
      });
      return;
    }
  }
}
