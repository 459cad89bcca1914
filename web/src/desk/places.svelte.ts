// Where events are, for ranges and links: what is known from marks at once, the rest on demand.

import { SvelteMap } from 'svelte/reactivity';
import type { ReplayApi } from '../api/replay';
import type { Word } from '../api/types';
import { duration } from '../text/format';
import { WORD_WORDS } from '../text/names';

interface Place {
  time: number;
  kind: string;
  /** Whose word it is; none of a kind that is not known. */
  word: Word | null;
}

export class Places {
  private known = new SvelteMap<number, Place>();
  private asked = new Set<number>();

  constructor(private api: ReplayApi) {}

  /** What was seen in passing. */
  learn(seq: number, time: number, kind: string, word: Word | null): void {
    if (!this.known.has(seq)) this.known.set(seq, { time, kind, word });
  }

  /** Where an event is; null until that is known. */
  of(seq: number): Place | null {
    const place = this.known.get(seq);
    if (!place) this.ask(seq);
    return place ?? null;
  }

  /** Where a range is, for people: with what was seen there, or else with the kind of the event. */
  rangeText = (from: number, to: number, label = ''): string => {
    const place = this.placeText(from, to, label === '');
    return label === '' ? place : `${place} · ${label}`;
  };

  private placeText(from: number, to: number, kind: boolean): string {
    const [first, last] = [this.of(from), this.of(to)];
    if (!first || !last) return from === to ? `event ${from}` : `events ${from}–${to}`;
    const word = first.word ? `, ${WORD_WORDS[first.word]}` : '';
    if (from === to) return `${duration(first.time)}${kind ? ` ${first.kind}` : ''}${word}`;
    return `${duration(first.time)}–${duration(last.time)}`;
  }

  private ask(seq: number): void {
    if (seq < 1 || this.asked.has(seq)) return;
    this.asked.add(seq);
    this.api.event(seq).then(
      (event) => this.learn(seq, event.active, event.kind, event.word),
      // Without an answer the number of the event stays what is shown.
      () => this.asked.delete(seq),
    );
  }
}
