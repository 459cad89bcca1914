// The terminal's colours, taken from the page's tokens, for both themes.

import type { ITheme } from '@xterm/xterm';

const LIGHT: ITheme = {
  black: '#1d1c1a',
  red: '#ad2018',
  green: '#17663a',
  yellow: '#7a4f00',
  blue: '#0a58a8',
  magenta: '#84308f',
  cyan: '#0b6470',
  white: '#5f5b54',
  brightBlack: '#6b675f',
  brightRed: '#c2352c',
  brightGreen: '#1f7a47',
  brightYellow: '#8a5d0a',
  brightBlue: '#1f6dc0',
  brightMagenta: '#9a44a5',
  brightCyan: '#147583',
  brightWhite: '#1d1c1a',
};

const DARK: ITheme = {
  black: '#44484d',
  red: '#ff9188',
  green: '#7fd39c',
  yellow: '#efc26a',
  blue: '#7cb7f5',
  magenta: '#d9a2e3',
  cyan: '#77cfd9',
  white: '#e6e4df',
  brightBlack: '#8b9098',
  brightRed: '#ffaaa3',
  brightGreen: '#9be3b3',
  brightYellow: '#f6d48f',
  brightBlue: '#a2cdfa',
  brightMagenta: '#e7bdee',
  brightCyan: '#9be0e7',
  brightWhite: '#ffffff',
};

const darkQuery = '(prefers-color-scheme: dark)';

/** The theme for the current colour scheme. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...(matchMedia(darkQuery).matches ? DARK : LIGHT),
    background: token('--panel'),
    foreground: token('--text'),
    cursor: token('--accent'),
    cursorAccent: token('--panel'),
    selectionBackground: token('--selected'),
  };
}

/** Calls back when the colour scheme changes. Returns a function that stops this. */
export function onThemeChange(changed: () => void): () => void {
  const query = matchMedia(darkQuery);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** Options that live terminals and replays share. */
export function terminalOptions() {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--mono');
  return {
    fontFamily: font,
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: 10_000,
    // The interface for counting columns is not final in xterm.js.
    allowProposedApi: true,
    minimumContrastRatio: 4.5,
    theme: terminalTheme(),
  };
}
