// The way between what is seen and the review beside it: pinning, going in and back, and to the note.

import { tick } from 'svelte';
import type { ReviewState } from '../review/review.svelte';
import type { DeskState } from './desk.svelte';
import { evidenceFrom, heldIn } from './pinned';

export class ReviewWay {
  /** The view that is shown. */
  content = $state<HTMLElement>();
  panel = $state<{ enter: () => void }>();
  note = $state<{ focus: () => void }>();
  /** Where the reader was before they went into the review. */
  private before: HTMLElement | null = null;

  constructor(private desk: DeskState) {}

  /** Pins what is seen to the part of the review in hand. */
  pin(review: ReviewState | null): void {
    const { content, desk } = this;
    if (desk.seq === 0) return;
    const { held, words } = content ? heldIn(content, desk.seq) : { held: null, words: '' };
    const { seq, time, range, tab, marks, moment } = desk;
    const metrics = desk.overview?.metrics ?? [];
    const sight = { seq, time, range, tab, marks, metrics, moment };
    review?.pin(evidenceFrom(sight, held, words || desk.selectedWords));
  }

  /** Into the review; `leave` leads back. */
  enter = (): void => {
    const { activeElement } = document;
    this.before = activeElement instanceof HTMLElement ? activeElement : null;
    this.panel?.enter();
  };

  leave = (): void => {
    const { before } = this;
    if (before?.isConnected && before !== document.body) before.focus();
    else this.content?.focus();
  };

  /** To the final note, ready to select words. */
  toNote = async (): Promise<void> => {
    this.desk.show('note');
    await tick();
    this.note?.focus();
  };

  /** To be called before another view is shown: a view that goes takes the focus with it. */
  keepFocus(): void {
    if (!this.content?.contains(document.activeElement)) return;
    void tick().then(() => document.activeElement === document.body && this.content?.focus());
  }
}
