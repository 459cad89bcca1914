// What the candidate was told and asked, and what they wrote about it, as the trace has it.

import type { Event, InjectDelivered } from '../api/types';
import { isKind } from './index';

export interface WrittenText {
  seq: number;
  text: string;
}

export interface AskedQuestion {
  question: string;
  asks: string;
  /** Where it was asked. */
  seq: number;
  /** Every revision, oldest first. */
  answers: WrittenText[];
}

export interface Message {
  seq: number;
  inject: InjectDelivered;
  /** The event that brought it; null if it came by the clock. */
  broughtBy: number | null;
  replies: WrittenText[];
}

/** Questions until `seq`, in the order in which they were asked. */
export function questionsAt(events: Event[], seq: number): AskedQuestion[] {
  const asked = new Map<string, AskedQuestion>();
  for (const event of events) {
    if (event.seq > seq) break;
    if (isKind(event, 'question.asked')) {
      asked.set(event.data.question, { ...event.data, seq: event.seq, answers: [] });
    } else if (isKind(event, 'question.answered')) {
      const { question, text } = event.data;
      asked.get(question)?.answers.push({ seq: event.seq, text });
    }
  }
  return [...asked.values()];
}

/** Whether a question has an answer that says something. */
export function isAnswered(question: AskedQuestion): boolean {
  return (question.answers.at(-1)?.text ?? '').trim() !== '';
}

/** Messages until `seq`, in their order. */
export function messagesAt(events: Event[], seq: number): Message[] {
  const messages: Message[] = [];
  for (const event of events) {
    if (event.seq > seq) break;
    if (isKind(event, 'inject.delivered')) {
      const broughtBy = event.links?.[0] ?? null;
      messages.push({ seq: event.seq, inject: event.data, broughtBy, replies: [] });
    } else if (isKind(event, 'message.sent')) {
      const { inject, text } = event.data;
      const message = messages.find((candidate) => candidate.inject.inject === inject);
      message?.replies.push({ seq: event.seq, text });
    }
  }
  return messages;
}
