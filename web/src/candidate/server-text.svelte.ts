// A text that is kept on the server as it is typed. Two pages may write the same one: a save names
// the revision that it changes, and when another page was faster both versions are shown and a
// person chooses. Nothing that was typed is lost on either way.

import { type ApiError, asApiError } from '../api/http';
import type { DraftView } from '../api/types';
import { Autosave, type SaveState } from './autosave';
import type { Drafts } from './drafts';
import { keepUnsent, readUnsent } from './unsent';

/** What another page saved meanwhile. */
export interface Other {
  text: string;
  revision: number;
  savedAt: number;
}

/** What it needs of a session. */
export interface TextService {
  keepDraft(name: string, text: string, revision: number): Promise<DraftView>;
  readonly api: { draft(name: string): Promise<DraftView> };
}

interface Start {
  /** Its name on the server. */
  name: string;
  /** Its name in this browser. */
  local: string;
  /** As the service has it; without its text, that is asked for. */
  kept: DraftView | undefined;
  /** What stands there before anything is typed. */
  initial: string;
}

export class ServerText {
  text = $state('');
  state = $state<SaveState>('saved');
  error = $state.raw<ApiError | null>(null);
  /** When the server had it, by its own clock; null if it never did. */
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
      // Another page or browser saved something after the one that left this behind.
      if (known && unsent.revision !== kept.revision) {
        this.other = { text: saved, revision: kept.revision, savedAt: kept.saved_at };
        this.revision = unsent.revision;
      }
      this.autosave.typed(this.text);
    }
    if (kept && !known) void this.seen(kept.revision);
  }

  /** It was typed in. */
  typed(fits: boolean): void {
    keepUnsent(this.drafts, this.local, { text: this.text, revision: this.revision });
    if (fits && !this.other) this.autosave.typed(this.text);
  }

  /** The service has this revision, as it says when it is asked for the session. */
  async seen(revision: number): Promise<void> {
    if (revision <= this.revision || this.looking || this.other || this.state === 'saving') return;
    await this.look();
  }

  /** What stands in this page counts. */
  keepMine(): Promise<void> {
    return this.settle(this.text);
  }

  /** What the other page saved counts. */
  takeOther(): Promise<void> {
    return this.settle(this.other?.text ?? this.text);
  }

  /** Both, one below the other, to be put together by hand. */
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

  /** Looks at what another page saved: shown beside what was typed here, or taken if nothing was. */
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
      // The next answer of the service says again that there is something to look at.
    } finally {
      this.looking = false;
    }
  }
}
