// What a terminal answers by itself when a program asks, for colours or the cursor's place. The program
// waits for it now or not at all, so it is not kept with what was typed and never sent again. Replies to
// one piece of output go together: a program that asks a thousand times at once must not hold up keys.

import { join } from '../bytes/join';

/** Of replies that go together; the server takes 64 KiB in 5 s. */
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
