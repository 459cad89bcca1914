import { expect, it } from 'vitest';
import type { Event } from '../api/types';
import { describe as lineOf } from './describe';

type Body = {
  [K in Event['kind']]: Pick<Extract<Event, { kind: K }>, 'kind' | 'data'>;
}[Event['kind']];

const inject = { inject: 'presses', from: 'head of support', message: 'Well?\nNow.' };
const bodies: Body[] = [
  { kind: 'question.asked', data: { question: 'why', asks: 'Why?' } },
  { kind: 'inject.delivered', data: inject },
  { kind: 'question.answered', data: { question: 'why', revision: 0, text: 'Bec' } },
  { kind: 'message.sent', data: { inject: 'presses', text: 'Soon.' } },
  { kind: 'question.answered', data: { question: 'why', revision: 1, text: 'Because.' } },
  { kind: 'question.asked', data: { question: 'what', asks: 'What?' } },
];
const events = bodies.map((body, index): Event => ({
  seq: index + 1,
  at: 0,
  active: 0,
  actor: 'candidate',
  ...body,
}));

it('says questions, answers, messages and replies in a line each', () => {
  expect(events.map(lineOf)).toEqual([
    'why: Why?',
    'from head of support: Well?',
    'why: Bec',
    'to presses: Soon.',
    'why: Because.',
    'what: What?',
  ]);
});
