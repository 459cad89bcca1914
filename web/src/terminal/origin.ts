// How what a terminal sends came about. xterm.js gives it all out alike: keys and pastes, mouse reports,
// and its own replies when a program asks for colours or the cursor's place. Only the first are typing.

import type { Terminal } from '@xterm/xterm';
import type { InputSource } from './frame';

/** Mouse reports that are text begin with this, and nothing that a key sends does. */
const MOUSE = '\x1b[<';

/** Of xterm.js's inside: fires just before data that somebody's hands made. */
interface UserInput {
  _core?: { coreService?: { onUserInput?: (listener: () => void) => unknown } };
}

/** Hears what a terminal sends, and how it came about. */
export class Origin {
  private pasting = false;
  private byHand = false;

  constructor(
    private terminal: Terminal,
    hear: (bytes: Uint8Array, source: InputSource) => void,
  ) {
    const inside = (terminal as unknown as UserInput)._core?.coreService;
    // Without that all would count as typed, as it is better to count a reply than to lose a key.
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

  /** Pastes, as xterm.js does when the browser pastes. */
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
