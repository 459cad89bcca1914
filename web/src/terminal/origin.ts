// Determines how a terminal's data came about. xterm.js emits everything alike: keys and pastes,
// mouse reports, and its own replies when a program asks for colours or the cursor's position. Only
// keys and pastes are typing.

import type { Terminal } from '@xterm/xterm';
import type { InputSource } from './frame';

/** Mouse reports in text form begin with this. Nothing that a key sends does. */
const MOUSE = '\x1b[<';

/** An internal of xterm.js. It fires directly before data from a key or a paste. */
interface UserInput {
  _core?: { coreService?: { onUserInput?: (listener: () => void) => unknown } };
}

/** Reports what a terminal sends, and its source. */
export class Origin {
  private pasting = false;
  private byHand = false;

  constructor(
    private terminal: Terminal,
    hear: (bytes: Uint8Array, source: InputSource) => void,
  ) {
    const inside = (terminal as unknown as UserInput)._core?.coreService;
    // Without `onUserInput` everything would count as typed: counting a reply is better than losing
    // a key.
    const known = inside?.onUserInput !== undefined;
    inside?.onUserInput?.(() => (this.byHand = true));
    const encoder = new TextEncoder();
    terminal.onData((data) => {
      const byHand = this.byHand || !known;
      this.byHand = false;
      hear(encoder.encode(data), this.sourceOf(data, byHand));
    });
    terminal.onBinary((data) =>
      hear(
        Uint8Array.from(data, (char) => char.charCodeAt(0)),
        'mouse',
      ),
    );
  }

  /** Pastes text as xterm.js does when the browser pastes. */
  paste(text: string): void {
    this.pasting = true;
    this.terminal.paste(text);
    this.pasting = false;
  }

  private sourceOf(data: string, byHand: boolean): InputSource {
    if (this.pasting) return 'paste';
    if (!byHand) return 'reply';
    return data.startsWith(MOUSE) ? 'mouse' : 'keys';
  }
}
