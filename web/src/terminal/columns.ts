// How many columns characters take, counted character by character as the shell and the service do.
// By itself xterm.js counts as Unicode did in 2010, when an emoji took one column.

import type { IUnicodeVersionProvider, Terminal } from '@xterm/xterm';
import { WIDE, ZERO } from './widths';

const VERSION = 'assay';

/** Where ranges start and end, in order. */
function boundsOf(table: string): Uint32Array {
  let at = 0;
  return Uint32Array.from(table.split(' '), (distance) => (at += parseInt(distance, 36)));
}

/** Whether a code point is in one of the ranges. */
function isIn(bounds: Uint32Array, code: number): boolean {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle] <= code) low = middle + 1;
    else high = middle;
  }
  // After a start and before its end.
  return low % 2 === 1;
}

const [zero, wide] = [boundsOf(ZERO), boundsOf(WIDE)];

export function columnsOf(code: number): 0 | 1 | 2 {
  if (code < 0x20) return 0;
  if (code < 0x7f) return 1;
  if (code < 0xa0) return 0;
  if (isIn(zero, code)) return 0;
  return isIn(wide, code) ? 2 : 1;
}

/** What xterm.js keeps of the character before: columns in bits 1 and 2; bit 0: it joined. */
const provider: IUnicodeVersionProvider = {
  version: VERSION,
  wcwidth: columnsOf,
  charProperties(code, preceding) {
    const columns = columnsOf(code);
    const before = (preceding >> 1) & 3;
    return columns === 0 && before > 0 ? (before << 1) | 1 : columns << 1;
  },
};

/** Makes a terminal count columns like this. The terminal needs the option `allowProposedApi`. */
export function countColumns(terminal: Terminal): void {
  terminal.unicode.register(provider);
  terminal.unicode.activeVersion = VERSION;
}
