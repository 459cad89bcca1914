// What is typed and not on the server yet, kept in this browser with the revision that it changes,
// so that a reload without a connection loses nothing and overwrites nothing.

import type { Drafts } from './drafts';

export interface Unsent {
  text: string;
  /** The revision of the draft that was changed. */
  revision: number;
}

export function readUnsent(drafts: Pick<Drafts, 'read'>, name: string): Unsent | null {
  const kept = drafts.read(name);
  if (kept === '') return null;
  try {
    const { text, revision } = JSON.parse(kept) as Partial<Unsent>;
    if (typeof text === 'string' && typeof revision === 'number') return { text, revision };
  } catch {
    // An older page kept the text alone.
  }
  return { text: kept, revision: 0 };
}

export function keepUnsent(drafts: Pick<Drafts, 'keep'>, name: string, unsent: Unsent): void {
  drafts.keep(name, JSON.stringify(unsent));
}
