// Unified diffs of two contents.

import { structuredPatch } from 'diff';

export type DiffLine = { sign: '+' | '-' | ' ' | '@'; text: string };
export type Diff = { lines: DiffLine[] } | { unshown: string };

/** How many bytes at the beginning decide whether a content is text or binary. */
const SNIFF = 8000;
/** In milliseconds. A diff that takes longer is given up, so that the page never freezes. */
const PATIENCE_MS = 1500;

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFF).includes(0);
}

/** A missing content counts as empty. */
export function diffOf(before: Uint8Array | null, after: Uint8Array | null): Diff {
  const [old, now] = [before ?? new Uint8Array(), after ?? new Uint8Array()];
  if (isBinary(old) || isBinary(now)) return { unshown: 'Binary content: no lines to compare.' };
  const text = new TextDecoder();
  const patch = structuredPatch('', '', text.decode(old), text.decode(now), '', '', {
    context: 3,
    timeout: PATIENCE_MS,
  });
  if (!patch) return { unshown: 'The two versions are too large and too different to compare.' };
  const lines = patch.hunks.flatMap((hunk): DiffLine[] => [
    {
      sign: '@',
      text: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    },
    ...hunk.lines
      .filter((line) => !line.startsWith('\\'))
      .map((line) => ({ sign: line[0] as DiffLine['sign'], text: line.slice(1) })),
  ]);
  return { lines };
}
