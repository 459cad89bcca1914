import { render } from 'svelte/server';
import { expect, it, vi } from 'vitest';
import type { Findings, Quote, Report, Seen } from '../api/types';
import parts from './parts.json';
import WholeReport from './WholeReport.svelte';

// Needs an address bar.
vi.mock('../site/router.svelte', () => ({ router: {} }));
// Needs a browser's document.
vi.mock('../text/markdown', () => ({ renderMarkdown: (source: string) => source }));

const moment: Seen = {
  from_seq: 3,
  to_seq: 3,
  from: 61_000_000,
  to: 61_000_000,
  kind: 'file.changed',
  word: 'host',
  note: '',
  label: '',
  what: 'moment',
};
const quote: Quote = { by: 'סארה \u202eevil', text: 'I would work with them.', cut: true };
const said = (text: string) => [
  { text, name: false },
  { text: quote.by, name: true },
];
const findings: Findings = {
  list: [
    { title: 'Cause', level: '3 of 3', behaviour: 'Shows it.', backed: said('By '), quote, moment },
  ],
  more: 0,
  none: null,
};
const check = {
  check: 'recall',
  asserts: 'It finds what it found.',
  outcome: 'fail' as const,
  summary: 'recall@5 is 0.7',
  details: null,
  duration: 1,
};

/** With something in every part. */
const report: Report = {
  session: '0197',
  short: '0197',
  title: 'Stale answers',
  track: null,
  label: 'نوعا \u202eevil',
  state: 'reviewed',
  submitted_at: 0,
  active: 1,
  degraded: false,
  left_out: [],
  standing: { is: 'single', reviewer: quote.by, score: 64 },
  front: {
    verdict: {
      headline: said('64 of 100, only '),
      decision: null,
      reviews: [{ score: 64, quote }],
    },
    skills: ['retrieval debugging'],
    needs: [{ criterion: 'cause', title: 'Cause', share: 100, seen: said('3 of 3, seen by ') }],
    strengths: findings,
    gaps: { list: [], more: 0, none: 'No criterion is in the lower half.' },
    score: { spread: said('One review. '), scale: null, levels: null },
    differences: { summary: said('Not known. '), list: [] },
    tools: 'Use what you like.',
    checks: { sentence: '0 of 1 hidden checks pass.', failing: [check.asserts], more: 0 },
    figures: { rows: [], missing: 'No check of this scenario measures a figure.' },
  },
  criteria: [],
  answers: [
    {
      question: 'q',
      asks: 'Which store is right?',
      strong: null,
      when: '',
      asked: null,
      answer: null,
      unfinished: false,
      answered: null,
      marks: [],
    },
  ],
  reviews: [],
  messages: [{ from: 'head of support', message: 'What now?', seen: moment, replies: [] }],
  constraints: [
    { says: 'No full ingest.', how: 'A check tests this.', check: null, id: 'full', judged: [] },
  ],
  checks: [check],
  final_note: 'I found it.',
  note_unfinished: true,
  other_edition: false,
  log: [],
  policy: {
    blind: true,
    reviews: { levels: 1, points: 15 },
    anchors: { levels: 1, points: 15 },
    anchors_needed: 2,
  },
  anchor: null,
  made_at: 0,
};

const { body } = render(WholeReport, { props: { report, onchanged: () => undefined } });

it('has the parts of the exported file, in the same order', () => {
  const found = [...body.matchAll(/data-part="([^"]*)"/g)].map(([, part]) => part);
  expect(found).toEqual(parts);
});

it('keeps the direction of a name to the name, and shows marks of direction', () => {
  const text = body.replace(/<!--.*?-->/gs, '');
  expect(text).toContain('<bdi>نوعا ⟨U+202E⟩evil</bdi></h1>');
  expect(text).toContain('<bdi>סארה ⟨U+202E⟩evil</bdi>');
  expect(text).not.toContain('\u202e');
});
