// A replayed terminal has the size it had; the letters adapt, so that its lines are seen whole.

import type { Terminal } from '@xterm/xterm';

const LARGEST = 13;
/** For the sake of width letters may get smaller than for height: lines cannot be scrolled well. */
const SMALLEST_FOR_WIDTH = 9;
const SMALLEST_FOR_HEIGHT = 11;

function screenOf(host: HTMLElement): HTMLElement | null {
  return host.querySelector<HTMLElement>('.xterm-screen');
}

/** Chooses the largest letters with which columns and rows fit, within what is legible. */
export function fitWhole(terminal: Terminal, host: HTMLElement): void {
  const screen = screenOf(host);
  const now = terminal.options.fontSize ?? LARGEST;
  if (!screen || screen.clientWidth === 0) return;
  const style = getComputedStyle(host);
  const width = host.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = host.clientHeight - parseFloat(style.paddingBottom);
  // Whole sizes, so that rounding within a letter does not make it flicker.
  const fit = (room: number, taken: number, smallest: number) =>
    Math.max(smallest, Math.min(LARGEST, Math.floor((room / taken) * now)));
  const size = Math.min(
    fit(width, screen.clientWidth, SMALLEST_FOR_WIDTH),
    fit(height, screen.clientHeight, SMALLEST_FOR_HEIGHT),
  );
  if (size !== now) terminal.options.fontSize = size;
}

/** Where even small letters do not fit, the row of the cursor is what must be seen. */
export function showCursor(terminal: Terminal, host: HTMLElement): void {
  const screen = screenOf(host);
  if (!screen) return;
  const row = screen.clientHeight / terminal.rows;
  const bottom = (terminal.buffer.active.cursorY + 1) * row;
  if (bottom > host.scrollTop + host.clientHeight) host.scrollTop = bottom - host.clientHeight;
  else if (bottom - row < host.scrollTop) host.scrollTop = bottom - row;
}
