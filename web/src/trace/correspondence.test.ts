import { describe, expect, it } from 'vitest';
import type { CheckResult, ConstraintView, Event } from '../api/types';
import { findingOf } from './constraints';
import { isAnswered, messagesAt, questionsAt } from './correspondence';
import { describe as lineOf } from './describe';
import type { EventBody } from './index';

function trace(...bodies: (EventBody & { links?: number[]; actor?: Event['actor'] })[]): Event[] {
  return bodies.map((body, index) => ({
    seq: index + 1,
    at: index * 1_000_000,
    active: index * 1_000_000,
    actor: 'candidate' as const,
    ...body,
  }));
}

const inject = { inject: 'presses', from: 'head of support', message: 'Well?\nNow.' };
const events = trace(
  { kind: 'question.asked', data: { question: 'why', asks: 'Why?' } },
  { kind: 'inject.delivered', data: inject, links: [1], actor: 'system' },
  { kind: 'question.answered', data: { question: 'why', revision: 0, text: 'Bec' } },
  { kind: 'message.sent', data: { inject: 'presses', text: 'Soon.' } },
  { kind: 'question.answered', data: { question: 'why', revision: 1, text: 'Because.' } },
  { kind: 'question.asked', data: { question: 'what', asks: 'What?' } },
);

describe('questions and messages', () => {
  it('are as they were at the moment', () => {
    expect(questionsAt(events, 3)).toHaveLength(1);
    expect(questionsAt(events, 3)[0].answers).toEqual([{ seq: 3, text: 'Bec' }]);
    const [why, what] = questionsAt(events, Infinity);
    expect(why.answers.map((answer) => answer.text)).toEqual(['Bec', 'Because.']);
    expect([isAnswered(why), isAnswered(what)]).toEqual([true, false]);
    expect(messagesAt(events, 3)[0]).toMatchObject({ seq: 2, broughtBy: 1, replies: [] });
    expect(messagesAt(events, 9)[0].replies).toEqual([{ seq: 4, text: 'Soon.' }]);
  });

  it('have a line each', () => {
    expect(events.map(lineOf)).toEqual([
      'why: Why?',
      'from head of support: Well?',
      'why: Bec',
      'to presses: Soon.',
      'why: Because.',
      'what: What?',
    ]);
  });
});

describe('a constraint', () => {
  const version = { content: null, size: 1, executable: false };
  const call = { call: 'c', requested_model: 'm', served_model: null, status: 200 };
  const rest = { request: { base64: '' }, response: { base64: '' }, answer: null, tokens_in: 1 };
  const last = { tokens_out: 1, tokens_estimated: false, latency: 1, first_byte: null };
  const model = { ...call, ...rest, ...last, finish_reason: null };
  const work = trace(
    { kind: 'model.chat', data: { ...model, complete: false, cost: 70_000, error: null } },
    { kind: 'model.chat', data: { ...model, complete: true, cost: 300_000, error: null } },
    {
      kind: 'model.refused',
      data: { ...model, complete: true, cost: 0, status: 429, error: 'insufficient_quota' },
    },
    {
      kind: 'model.refused',
      data: { ...model, complete: true, cost: 0, status: 429, error: 'rate_limit_exceeded' },
    },
    { kind: 'file.changed', data: { path: 'prompts2/a', before: null, after: version } },
  );
  const view = (enforcement: ConstraintView['enforcement']): ConstraintView => ({
    id: 'c',
    says: 'So.',
    enforcement,
    check: enforcement === 'check' ? 'cost' : null,
    paths: enforcement === 'read_only' ? ['prompts'] : [],
  });

  it('of read-only paths was kept if no change was recorded', () => {
    expect(findingOf(view('read_only'), work, [], null)).toMatchObject({ kept: true, seq: null });
    const broken = [
      ...work,
      ...trace({ kind: 'file.deleted', data: { path: 'prompts/a', before: version } }),
    ];
    const finding = findingOf(view('read_only'), broken, [], null);
    expect(finding).toMatchObject({ kept: false, seen: '1 change recorded.' });
  });

  it('of money says what was spent and how many calls it cost', () => {
    const { seen, seq } = findingOf(view('budget'), work, [], 250_000);
    expect(seen).toBe('€0.30 of €0.25 spent. 1 call refused with status 429 because it was spent.');
    expect(seq).toBe(3);
  });

  it('of a check is as the check says, and open without one', () => {
    const check: CheckResult = {
      check: 'cost',
      asserts: 'It is cheap.',
      outcome: 'error',
      summary: 'broke',
      details: null,
      duration: 1,
    };
    expect(findingOf(view('check'), work, [], null).kept).toBe(null);
    expect(findingOf(view('check'), work, [check], null).kept).toBe(null);
    const failed = findingOf(view('check'), work, [{ ...check, outcome: 'fail' }], null);
    expect(failed).toMatchObject({ kept: false, seen: '✗ fail: broke' });
  });

  it('of a practitioner is the practitioner’s', () => {
    const finding = findingOf(view('practitioner'), work, [], null);
    expect(finding).toMatchObject({ kept: null, seen: 'Judge it yourself.' });
  });
});
