// "What happened" in about ten lines, each with the moment it speaks of.

import type { CheckResult, Event } from '../api/types';
import { duration, euros, firstLine, plural } from '../text/format';
import { HYPOTHESIS_WORDS } from '../text/names';
import { isAnswered, messagesAt, questionsAt } from './correspondence';
import { filesAt } from './files';
import { isKind, timeOf } from './index';
import { journalAt } from './journal';

export interface SummaryLine {
  label: string;
  text: string;
  /** The moment it links to; null if it is about the whole. */
  seq: number | null;
}

const MOST_HYPOTHESES = 3;

function commandLine(events: Event[]): SummaryLine | null {
  const first = events.find((event) => isKind(event, 'command.started'));
  if (!first || !isKind(first, 'command.started')) return null;
  const all = events.filter((event) => event.kind === 'command.started').length;
  const failed = events.filter((event) => isKind(event, 'command.finished') && !!event.data.exit);
  const text = `first ${firstLine(first.data.text, 60)} at ${duration(first.active)}; ${plural(all, 'command')}, ${failed.length} failed`;
  return { label: 'Commands', text, seq: first.seq };
}

function modelLine(events: Event[]): SummaryLine | null {
  const calls = events.filter(
    (event) => isKind(event, 'model.chat') || isKind(event, 'model.embedding'),
  );
  const refused = events.filter((event) => event.kind === 'model.refused').length;
  const first = calls[0];
  if (!first) return null;
  const cost = calls.reduce((sum, event) => sum + ('cost' in event.data ? event.data.cost : 0), 0);
  const chats = calls.filter((event) => event.kind === 'model.chat').length;
  const refusals = refused > 0 ? `, ${refused} refused` : '';
  const text = `${plural(chats, 'chat')}, ${plural(calls.length - chats, 'embedding call')}${refusals}; ${euros(cost)}`;
  return { label: 'Models', text, seq: first.seq };
}

function hypothesisLines(events: Event[]): SummaryLine[] {
  const all = journalAt(events, Infinity).filter((entry) => entry.kind === 'hypothesis');
  const lines = all.slice(0, MOST_HYPOTHESES).map((entry) => ({
    label: `Hypothesis ${entry.note}`,
    text: `${firstLine(entry.text, 90)} (${HYPOTHESIS_WORDS[entry.status ?? 'open']})`,
    seq: entry.firstSeq,
  }));
  const rest = all.length - lines.length;
  if (rest > 0) {
    lines.push({ label: '', text: `and ${rest} more`, seq: all[MOST_HYPOTHESES].firstSeq });
  }
  return lines;
}

function fileLine(events: Event[]): SummaryLine | null {
  const own = events.filter((event) => event.actor === 'candidate');
  const files = filesAt(own, Infinity);
  if (files.length === 0) return null;
  const byTime = files.toSorted((left, right) => left.changes[0].seq - right.changes[0].seq);
  const names = byTime.slice(0, 3).map((file) => file.path);
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  const text = `${plural(files.length, 'file')}: ${names.join(', ')}${more}`;
  return { label: 'Edits', text, seq: byTime[0].changes[0].seq };
}

function messageLine(events: Event[]): SummaryLine | null {
  const messages = messagesAt(events, Infinity);
  const [first] = messages;
  if (!first) return null;
  const replies = messages.reduce((sum, message) => sum + message.replies.length, 0);
  const at = duration(timeOf(events, first.seq));
  const text = `${plural(messages.length, 'message')}, first from the ${first.inject.from} at ${at}; ${plural(replies, 'reply', 'replies')}`;
  return { label: 'Messages', text, seq: first.seq };
}

function questionLine(events: Event[]): SummaryLine | null {
  const questions = questionsAt(events, Infinity);
  if (questions.length === 0) return null;
  const answered = questions.filter(isAnswered);
  const text = `${answered.length} of ${questions.length} answered`;
  return { label: 'Questions', text, seq: (answered[0]?.answers[0] ?? questions[0]).seq };
}

function checkLine(events: Event[], checks: CheckResult[]): SummaryLine | null {
  if (checks.length === 0) return null;
  const passed = checks.filter((check) => check.outcome === 'pass').length;
  const failed = checks.filter((check) => check.outcome === 'fail').map((check) => check.check);
  const first = events.find((event) => event.kind === 'check.completed');
  const rest = failed.length > 0 ? `; failed: ${failed.join(', ')}` : '';
  return {
    label: 'Checks',
    text: `${passed} of ${checks.length} passed${rest}`,
    seq: first?.seq ?? null,
  };
}

function troubleLines(events: Event[]): SummaryLine[] {
  return events.flatMap((event): SummaryLine[] => {
    const at = duration(event.active);
    if (isKind(event, 'recorder.degraded')) {
      const text = `${event.data.recorder} at ${at}: ${event.data.reason}`;
      return [{ label: 'Not recorded', text, seq: event.seq }];
    }
    if (isKind(event, 'sandbox.failing')) {
      const text = `at ${at}, ${event.data.tries} times: ${event.data.reason}`;
      return [{ label: 'Sandbox', text, seq: event.seq }];
    }
    if (isKind(event, 'session.interrupted')) {
      return [{ label: 'Interrupted', text: `at ${at}: ${event.data.reason}`, seq: event.seq }];
    }
    return [];
  });
}

function endLine(events: Event[]): SummaryLine | null {
  const end = events.find(
    (event) => event.kind === 'session.submitted' || event.kind === 'session.expired',
  );
  if (!end) return null;
  const how = end.kind === 'session.submitted' ? 'handed in' : 'time was up';
  return { label: 'End', text: `${how} after ${duration(end.active)}`, seq: end.seq };
}

/** The lines, in the order of a session. */
export function summarise(events: Event[], checks: CheckResult[]): SummaryLine[] {
  const started = events.find((event) => event.kind === 'session.started');
  const brief = events.find((event) => event.kind === 'brief.opened');
  const briefText = brief ? `brief opened at ${duration(brief.active)}` : 'brief never opened';
  return [
    started ? { label: 'Start', text: briefText, seq: (brief ?? started).seq } : null,
    commandLine(events),
    ...hypothesisLines(events),
    fileLine(events),
    modelLine(events),
    messageLine(events),
    questionLine(events),
    ...troubleLines(events).slice(0, 2),
    endLine(events),
    checkLine(events, checks),
  ].filter((line) => line !== null);
}
