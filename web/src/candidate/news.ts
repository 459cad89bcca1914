// What arrived and was not looked at yet. This browser remembers it; the trace has the times.

import { SvelteSet } from 'svelte/reactivity';
import type { CandidateView } from '../api/types';
import type { Drafts } from './drafts';

const NAME = 'seen';

export class News {
  private seen: SvelteSet<string>;

  constructor(private drafts: Pick<Drafts, 'read' | 'keep'>) {
    this.seen = new SvelteSet(drafts.read(NAME).split(' ').filter(Boolean));
  }

  /** Messages that were not looked at, newest last. */
  messages(all: CandidateView['messages']): CandidateView['messages'] {
    return all.filter((message) => !this.seen.has(`m:${message.inject}`));
  }

  /** Questions that arrived by themselves and were not looked at. */
  questions(all: CandidateView['questions']): CandidateView['questions'] {
    const came = all.filter((question) => !question.final_note);
    return came.filter((question) => !this.seen.has(`q:${question.question}`));
  }

  /** Marks these messages as seen. */
  sawMessages(messages: CandidateView['messages']): void {
    this.add(messages.map((message) => `m:${message.inject}`));
  }

  /** Marks these questions as seen. */
  sawQuestions(questions: CandidateView['questions']): void {
    this.add(questions.map((question) => `q:${question.question}`));
  }

  private add(names: string[]): void {
    for (const name of names) this.seen.add(name);
    this.drafts.keep(NAME, [...this.seen].join(' '));
  }
}

/** One line about what is new; empty if nothing is. */
export function newsLine(
  messages: CandidateView['messages'],
  questions: CandidateView['questions'],
): string {
  const parts: string[] = [];
  if (messages.length === 1) parts.push(`New message from the ${messages[0].from}.`);
  else if (messages.length > 1) parts.push(`${messages.length} new messages.`);
  if (questions.length === 1) parts.push('A new question.');
  else if (questions.length > 1) parts.push(`${questions.length} new questions.`);
  return parts.join(' ');
}
