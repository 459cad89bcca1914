// Words for questions and runs, as lists and headings show them.

import type { AskRow, AskRunView, AsksView } from '../api/types';
import { duration, plural } from '../text/format';

/** What was asked; if that is not known, what the pipeline calls it. */
export function askedText(ask: AskRow): string {
  return ask.text ?? `${ask.name} (its text is not known)`;
}

/** How it came out, where that is worth saying. */
export function outcome(ask: AskRow): { sign: string; says: string } | null {
  if (ask.failed) return { sign: '✗', says: 'a span reports a failure' };
  if (ask.abstained) return { sign: '∅', says: 'abstained' };
  if (ask.grounded === false) return { sign: '!', says: 'not grounded' };
  return null;
}

/** `80 questions, 2 failed, 5 abstained` */
export function runCounts(run: AskRunView): string {
  const parts = [plural(run.questions, 'question')];
  if (run.failed > 0) parts.push(`${run.failed} failed`);
  if (run.abstained > 0) parts.push(`${run.abstained} abstained`);
  return parts.join(', ');
}

/** What the list does not have, in sentences; none for nearly every session. */
export function limitsOf(about: AsksView): string[] {
  const { beyond, calls_beyond, without_text } = about;
  const said: [number, string][] = [
    [beyond, `At least ${plural(beyond, 'more question')} are beyond what is listed.`],
    [
      calls_beyond,
      `${plural(calls_beyond, 'model call')} could not be matched with questions: too many.`,
    ],
    [
      without_text,
      `The text of ${plural(without_text, 'embedding call')} found no room: what they asked is listed without it.`,
    ],
  ];
  return said.filter(([number]) => number > 0).map(([, sentence]) => sentence);
}

export function runName(run: AskRunView): string {
  return run.command ?? 'without a known command';
}

/** An asking among others of the same question. */
export function occasion(ask: AskRow): string {
  const how = outcome(ask)?.says;
  return `${duration(ask.time)} ${ask.command ?? ask.name}${how ? `, ${how}` : ''}`;
}
