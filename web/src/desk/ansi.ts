// The sixteen colours of a terminal as CSS variables, from the theme that screens have.

import type { ITheme } from '@xterm/xterm';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

export function ansiOf(theme: ITheme): string {
  const bright = NAMES.map(
    (name) => `bright${name[0].toUpperCase()}${name.slice(1)}` as keyof ITheme,
  );
  return [...NAMES, ...bright]
    .map((name, at) => `--ansi-${at}:${String(theme[name] ?? 'inherit')}`)
    .join(';');
}
