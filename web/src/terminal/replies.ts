// What a terminal answers by itself when a program asks, for colours or the cursor's position. The
// program waits for the reply now or never, so the reply is not kept with what was typed and is
// never sent again. Replies to one piece of output are sent together: a program that asks a
// thousand times at once must not hold up keys.

import { join } from '../bytes/join';

/** The limit, in bytes, for replies that are sent together. The server takes 64 KiB in 5 s. */
const LIMIT = 16 * 1024;

export class Replies {
  private waiting: Uint8Array[] = [];
  private length = 0;

  constructor(private send: (bytes: Uint8Array) => void) {}

  push(bytes: Uint8Array): void {
    if (this.length + bytes.length > LIMIT) return;
    this.length += bytes.length;
    if (this.waiting.push(bytes) === 1) queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const bytes = join(this.waiting);
    this.waiting = [];
    this.length = 0;
    this.send(bytes);
  }
}
