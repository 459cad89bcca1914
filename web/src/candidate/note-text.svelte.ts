// A note while it is edited. Two pages may edit the same note: a save names the revision that it changes. If
// another page was faster, both versions are shown and the person chooses. What is typed stays in this
// browser until the server has it.

import type { HypothesisStatus, NoteKind, NoteRequest, NoteView } from '../api/types';
import { HYPOTHESIS_WORDS } from '../text/names';
import type { Drafts } from './drafts';
import type { Other } from './server-text.svelte';
import { keepUnsent, readUnsent } from './unsent';

export class NoteText {
  text = $state('');
  kind = $state<NoteKind>('hypothesis');
  status = $state<HypothesisStatus>('open');
  /** The revision that this page has seen. */
  private known = $state(0);
  other = $derived.by(() => this.newer());

  /** `newest` is the note as the service has it; absent while the note is new. */
  constructor(
    private drafts: Pick<Drafts, 'read' | 'keep'>,
    private local: string,
    private newest: () => NoteView | undefined,
    private savedAt: (note: NoteView) => number,
  ) {
    const [note, unsent] = [newest(), readUnsent(drafts, local)];
    this.text = unsent?.text ?? note?.text ?? '';
    this.known = unsent?.revision ?? note?.revision ?? 0;
    if (note) [this.kind, this.status] = [note.kind, note.status ?? 'open'];
  }

  /** To be called after each change by typing. */
  typed(): void {
    if (this.text === '') this.drafts.keep(this.local, '');
    else keepUnsent(this.drafts, this.local, { text: this.text, revision: this.known });
  }

  /** The note was saved, or editing was abandoned. */
  done(): void {
    this.drafts.keep(this.local, '');
  }

  get request(): NoteRequest {
    const { kind, text } = this;
    const revision = this.newest() && this.known;
    return kind === 'hypothesis'
      ? { kind, text, status: this.status, revision }
      : { kind, text, revision };
  }

  /** This page's text wins: the next save replaces the other version. */
  keepMine(): void {
    this.settle(this.text);
  }

  /** The other page's version wins. */
  takeOther(): void {
    const note = this.newest();
    if (note) this.status = note.status ?? 'open';
    this.settle(note?.text ?? this.text);
  }

  /** Both versions, one below the other, for the person to combine. */
  keepBoth(): void {
    this.settle(`${this.text}\n\n${this.newest()?.text ?? ''}`);
  }

  private settle(text: string): void {
    this.known = this.newest()?.revision ?? this.known;
    this.text = text;
    this.typed();
  }

  private newer(): Other | null {
    const note = this.newest();
    if (!note || note.revision === this.known) return null;
    if (note.text === this.text && (note.status ?? 'open') === this.status) return null;
    const status = note.status ? `\n(${HYPOTHESIS_WORDS[note.status]})` : '';
    const { revision } = note;
    return { text: note.text + status, revision, savedAt: this.savedAt(note) };
  }
}
