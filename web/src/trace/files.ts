// Which files had changed until a moment, and how.

import type { Event, FileVersion } from '../api/types';

export interface FileChange {
  seq: number;
  /** Whether the scenario made it, and not the candidate. */
  laid: boolean;
  active: number;
  before: FileVersion | null;
  /** Null if the change deleted the file. */
  after: FileVersion | null;
}

export interface ChangedFile {
  path: string;
  changes: FileChange[];
}

/** The changed files until `seq`, by path. */
export function filesAt(events: Event[], seq: number): ChangedFile[] {
  const files = new Map<string, FileChange[]>();
  for (const event of events) {
    if (event.seq > seq) break;
    if (event.kind !== 'file.changed' && event.kind !== 'file.deleted') continue;
    const change: FileChange = {
      seq: event.seq,
      laid: event.actor === 'system',
      active: event.active,
      before: event.data.before,
      after: event.kind === 'file.changed' ? event.data.after : null,
    };
    const changes = files.get(event.data.path);
    if (changes) changes.push(change);
    else files.set(event.data.path, [change]);
  }
  return [...files]
    .map(([path, changes]) => ({ path, changes }))
    .sort((left, right) => left.path.localeCompare(right.path));
}

/** All changes of a file as one. */
export function sinceStart({ changes }: ChangedFile): FileChange {
  const last = changes[changes.length - 1];
  return { ...last, before: changes[0].before };
}
