// A replayed terminal has the size it had; here the letters adapt, so that it is seen whole.

import type { Terminal } from '@xterm/xterm';

const LARGEST = 13;
const SMALLEST = 9;

function screenOf(host: HTMLElement): HTMLElement | null {
  return host.querySelector<HTMLElement>('.xterm-screen');
}

/** Chooses the largest letters with which all columns and rows fit, within what is legible. */
export function fitWhole(terminal: Terminal, host: HTMLElement): void {
  const screen = screenOf(host);
  const now = terminal.options.fontSize ?? LARGEST;
  if (!screen || screen.clientWidth === 0) return;
  const style = getComputedStyle(host);
  const width = host.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = host.clientHeight - parseFloat(style.paddingBottom);
  // Half a pixel of every letter may be rounding; whole sizes keep that from flickering.
  const fits = Math.min(width / screen.clientWidth, height / screen.clientHeight) * now;
  const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(fits)));
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
