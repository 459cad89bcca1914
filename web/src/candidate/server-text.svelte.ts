// A text that is saved on the server while it is typed. Two pages may write the same text: a save names the
// revision that it changes. If another page was faster, both versions are shown and the person chooses. In
// every case, nothing that was typed is lost.

import { type ApiError, asApiError } from '../api/http';
import type { DraftView } from '../api/types';
import { Autosave, type SaveState } from './autosave';
import type { Drafts } from './drafts';
import { keepUnsent, readUnsent } from './unsent';

/** What another page has saved meanwhile. */
export interface Other {
  text: string;
  revision: number;
  savedAt: number;
}

/** What a text needs from a session. */
export interface TextService {
  keepDraft(name: string, text: string, revision: number): Promise<DraftView>;
  readonly api: { draft(name: string): Promise<DraftView> };
}

interface Start {
  /** The text's name on the server. */
  name: string;
  /** The text's name in this browser. */
  local: string;
  /** The draft as the service has it. If its text is missing, it is requested. */
  kept: DraftView | undefined;
  /** The text before anything is typed. */
  initial: string;
}

export class ServerText {
  text = $state('');
  state = $state<SaveState>('saved');
  error = $state.raw<ApiError | null>(null);
  /** When the server saved it, by the server's clock; null if it never did. */
  savedAt = $state<number | null>(null);
  other = $state.raw<Other | null>(null);
  readonly autosave: Autosave;

  revision: number;
  private readonly name: string;
  private readonly local: string;
  private looking = false;

  constructor(
    private service: TextService,
    private drafts: Pick<Drafts, 'read' | 'keep'>,
    { name, local, kept, initial }: Start,
  ) {
    [this.name, this.local] = [name, local];
    const unsent = readUnsent(drafts, local);
    const saved = kept?.text ?? initial;
    const known = kept && kept.text !== null;
    this.revision = known ? kept.revision : (unsent?.revision ?? 0);
    this.savedAt = known ? kept.saved_at : null;
    this.autosave = new Autosave(
      saved,
      (text) => this.send(text),
      (state, error) => ([this.state, this.error] = [state, error]),
    );
    this.text = unsent?.text ?? saved;
    if (unsent && unsent.text !== saved) {
      // Another page or browser saved something after the page that left this text behind.
      if (known && unsent.revision !== kept.revision) {
        this.other = { text: saved, revision: kept.revision, savedAt: kept.saved_at };
        this.revision = unsent.revision;
      }
      this.autosave.typed(this.text);
    }
    if (kept && !known) void this.seen(kept.revision);
  }

  /** To be called after each change by typing. */
  typed(fits: boolean): void {
    keepUnsent(this.drafts, this.local, { text: this.text, revision: this.revision });
    if (fits && !this.other) this.autosave.typed(this.text);
  }

  /** The service reports this revision when it is asked for the session. */
  async seen(revision: number): Promise<void> {
    if (revision <= this.revision || this.looking || this.other || this.state === 'saving') return;
    await this.look();
  }

  /** This page's text wins. */
  keepMine(): Promise<void> {
    return this.settle(this.text);
  }

  /** The other page's version wins. */
  takeOther(): Promise<void> {
    return this.settle(this.other?.text ?? this.text);
  }

  /** Both versions, one below the other, for the person to combine. */
  keepBoth(): Promise<void> {
    return this.settle(`${this.text}\n\n${this.other?.text ?? ''}`);
  }

  private async settle(text: string): Promise<void> {
    if (!this.other) return;
    const { text: saved, revision } = this.other;
    this.revision = revision;
    this.other = null;
    this.text = text;
    keepUnsent(this.drafts, this.local, { text, revision });
    this.autosave.typed(text);
    this.autosave.known(saved);
    await this.autosave.flush();
    if (this.autosave.isSaved) this.drafts.keep(this.local, '');
  }

  private async send(text: string): Promise<void> {
    try {
      this.took(await this.service.keepDraft(this.name, text, this.revision));
      if (text === this.text) this.drafts.keep(this.local, '');
    } catch (cause) {
      if (asApiError(cause).code === 'draft_changed') await this.look();
      throw cause;
    }
  }

  private took({ revision, saved_at }: DraftView): void {
    [this.revision, this.savedAt] = [revision, saved_at];
  }

  /**
   * Fetches what another page saved. It is shown beside the text typed here, or taken over if nothing was
   * typed.
   */
  private async look(): Promise<void> {
    this.looking = true;
    try {
      const kept = await this.service.api.draft(this.name);
      const text = kept.text ?? '';
      if (text === this.text || this.autosave.isSaved) {
        this.took(kept);
        this.text = text;
        this.autosave.typed(text);
        this.autosave.known(text);
        this.drafts.keep(this.local, '');
      } else {
        this.other = { text, revision: kept.revision, savedAt: kept.saved_at };
      }
    } catch {
      // The service's next answer reports again that there is something to fetch.
    } finally {
      this.looking = false;
    }
  }
}
