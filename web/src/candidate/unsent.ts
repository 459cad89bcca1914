// Text that was typed and is not on the server yet, kept in this browser with the revision that it changes.
// So a reload without a connection loses nothing and overwrites nothing.

import type { Drafts } from './drafts';

export interface Unsent {
  text: string;
  /** The revision of the draft that this text changes. */
  revision: number;
}

export function readUnsent(drafts: Pick<Drafts, 'read'>, name: string): Unsent | null {
  const kept = drafts.read(name);
  if (kept === '') return null;
  try {
    const { text, revision } = JSON.parse(kept) as Partial<Unsent>;
    if (typeof text === 'string' && typeof revision === 'number') return { text, revision };
  } catch {
    // An older version of the page stored only the text.
  }
  return { text: kept, revision: 0 };
}

export function keepUnsent(drafts: Pick<Drafts, 'keep'>, name: string, unsent: Unsent): void {
  drafts.keep(name, JSON.stringify(unsent));
}
