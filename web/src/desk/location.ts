// A moment or a range of a trace as the fragment of an address, with the view and the file that are
// looked at: `#seq=12`, `#seq=12-40`, `#seq=12&view=files&file=src/main.rs`. Without a view it is
// the terminal's; `&text=` shows it as text, `&text=3.120` line 120 of terminal 3.

import { type Tab, TABS } from './tabs';

export interface Range {
  from: number;
  to: number;
}

/** A place in the terminals' text. */
export interface TextPlace {
  /** The one that is followed if null. */
  terminal: number | null;
  /** From 0; none is marked if null. */
  line: number | null;
}

export interface Location extends Range {
  view: Tab | null;
  file: string | null;
  /** Where in the terminals' text; null if their screens are shown. */
  text: TextPlace | null;
}

/** What a fragment names; null if it names no moment. */
export function locationOf(fragment: string): Location | null {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const match = /^(\d+)(?:-(\d+))?$/.exec(parts.get('seq') ?? '');
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (from < 1 || to < from) return null;
  const view = TABS.find((tab) => tab === parts.get('view')) ?? null;
  return { from, to, view, file: parts.get('file'), text: textOf(parts.get('text')) };
}

function textOf(place: string | null): TextPlace | null {
  const match = /^(\d*)(?:\.([1-9]\d*))?$/.exec(place ?? 'none');
  if (!match) return null;
  const [, terminal, line] = match;
  return {
    terminal: terminal === '' ? null : Number(terminal),
    line: line === undefined ? null : Number(line) - 1,
  };
}

/** The fragment of a place. */
export function fragmentOf({ from, to, view, file, text }: Location): string {
  const seq = `#seq=${from === to ? from : `${from}-${to}`}`;
  const shown = view && view !== 'terminal' ? `&view=${view}` : '';
  // Slashes stay readable: a path is what one recognises a link by.
  const path = file && view === 'files' ? encodeURIComponent(file).replaceAll('%2F', '/') : '';
  const line = text?.line == null ? '' : `.${text.line + 1}`;
  const read = text && shown === '' ? `&text=${text.terminal ?? ''}${line}` : '';
  return `${seq}${shown}${path && `&file=${path}`}${read}`;
}

/** Puts a link to a place of this page on the clipboard; says how that went. */
export async function copyLink(place: Location): Promise<string> {
  const { origin, pathname } = window.location;
  const link = `${origin}${pathname}${fragmentOf(place)}`;
  try {
    await navigator.clipboard.writeText(link);
    return 'Link copied.';
  } catch {
    // Browsers refuse it on addresses without https.
    return `This browser did not copy it. The link is ${link}`;
  }
}
