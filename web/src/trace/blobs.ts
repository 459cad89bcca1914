// The blobs of a session, fetched when they are needed.

import { blob } from '../api/practitioner';
import type { BlobRef, Payload } from '../api/types';
import { fromBase64 } from '../bytes/base64';

/** How many bytes of fetched contents are kept. */
const KEEP_BYTES = 96 * 1024 * 1024;

interface Kept {
  content: Promise<Uint8Array>;
  length: number;
}

/** Contents by digest. A digest always names the same content, so the cache is never stale. */
export class Blobs {
  private kept = new Map<string, Kept>();
  private size = 0;

  constructor(private session: string) {}

  get(reference: BlobRef): Promise<Uint8Array> {
    const known = this.kept.get(reference.blob);
    if (known) return known.content;
    const content = blob(this.session, reference.blob);
    content.catch(() => this.drop(reference.blob));
    this.kept.set(reference.blob, { content, length: reference.length });
    this.size += reference.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= KEEP_BYTES || oldest === reference.blob) break;
      this.drop(oldest);
    }
    return content;
  }

  /** The bytes of a payload, inline or fetched. */
  async bytes(payload: Payload): Promise<Uint8Array> {
    return 'blob' in payload ? this.get(payload) : fromBase64(payload.base64);
  }

  private drop(digest: string): void {
    this.size -= this.kept.get(digest)?.length ?? 0;
    this.kept.delete(digest);
  }
}
