// The candidate's journal as it was at a moment: the newest revision of each note until then.

import type { Event, HypothesisStatus, Note, NoteKind } from '../api/types';

export interface JournalEntry {
  note: number;
  kind: NoteKind;
  text: string;
  status: HypothesisStatus | null;
  /** Where the note was first written. */
  firstSeq: number;
  /** Where this revision was written. */
  seq: number;
  /** How often it was edited until then. */
  revision: number;
}

const FAMILY = 'note.';

/** The notes until `seq`, oldest first. */
export function journalAt(events: Event[], seq: number): JournalEntry[] {
  const entries = new Map<number, JournalEntry>();
  for (const event of events) {
    if (event.seq > seq) break;
    if (!event.kind.startsWith(FAMILY)) continue;
    const data = event.data as Note;
    entries.set(data.note, {
      note: data.note,
      kind: event.kind.slice(FAMILY.length) as NoteKind,
      text: data.text,
      status: data.status ?? null,
      firstSeq: entries.get(data.note)?.firstSeq ?? event.seq,
      seq: event.seq,
      revision: data.revision,
    });
  }
  return [...entries.values()];
}
