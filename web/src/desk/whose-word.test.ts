// Whatever the desk shows says in words whose word it is, so that a screen reader hears it as well.

import { render } from 'svelte/server';
import { describe, expect, it, vi } from 'vitest';
import type {
  AskCallView,
  AskView,
  HitView,
  MarkerView,
  MetricsView,
  ReplayView,
} from '../api/types';
import AskSpans from './AskSpans.svelte';
import CallHead from './CallHead.svelte';
import { markerCommands } from './commands';
import type { DeskState } from './desk.svelte';
import FlowTable from './FlowTable.svelte';
import { seriesOf } from './metric-series';
import MetricsLegend from './MetricsLegend.svelte';
import OverviewView from './OverviewView.svelte';
import { Places } from './places.svelte';
import { markerText, rowsOf } from './rows';
import SearchView from './SearchView.svelte';
import { legendOf, tipOf, weakestOf } from './timeline-words';

const DOUBT = 'nothing is recorded behind it';
const nothing = () => undefined;

/** What a page says to who reads it or hears it: without tags, and so without titles and colours. */
function said(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

const marker = (over: Partial<MarkerView> = {}): MarkerView => ({
  seq: 4,
  time: 1_000_000,
  kind: 'first_pass',
  label: 'halden eval',
  status: null,
  revisions: [],
  revisions_omitted: 0,
  followed: [],
  word: 'candidate',
  doubt: null,
  ...over,
});

const hit: HitView = {
  seq: 7,
  time: 2_000_000,
  lane: 'terminal',
  kind: 'terminal.output',
  source: 'screen',
  terminal: 1,
  snippet: 'needle',
  found: [[0, 6]],
  word: 'sandbox',
};

function deskWith(overview: Partial<ReplayView>, hits: HitView[] = []): DeskState {
  const search = { hits, kinds: '', query: 'needle', active: true, total: hits.length };
  const places = { of: () => ({ time: 0, kind: '', word: null }) };
  return { overview, search, places, seq: 1, time: 0 } as unknown as DeskState;
}

describe('the overview', () => {
  it('says it of every line, marker and step, and what speaks against a marker', () => {
    const step = { seq: 6, time: 0, text: 'changed src/fuse.rs', word: 'host' as const };
    const hypothesis = marker({ kind: 'hypothesis', label: 'the fusion', followed: [step] });
    const line = { label: 'Typed', text: '9 lines', seq: 2, word: 'host' as const };
    const overview = { summary: [line], markers: [hypothesis, marker({ doubt: DOUBT })] };
    const text = said(
      render(OverviewView, { props: { desk: deskWith(overview), onshow: nothing } }).body,
    );
    expect(text).toContain('9 lines host saw');
    expect(text).toContain('changed src/fuse.rs host saw');
    expect(text.match(/candidate wrote/g)).toHaveLength(2);
    expect(text).toContain(`Against it: ${DOUBT}`);
  });
});

describe('a marker in a line', () => {
  it('says it in the palette and on the timeline', () => {
    const doubted = marker({ doubt: DOUBT });
    const wanted = `first pass: halden eval (candidate wrote; against it: ${DOUBT})`;
    expect(markerText(doubted)).toBe(wanted);
    expect(markerCommands([doubted], vi.fn())[0].words).toBe(`0:00:01 ${wanted}`);
    expect(markerCommands([marker({ word: 'host' })], vi.fn())[0].words).toContain('(host saw)');
  });
});

describe('what was found', () => {
  it('says it on its page', () => {
    const { body } = render(SearchView, { props: { desk: deskWith({}, [hit]), onshow: nothing } });
    expect(said(body)).toContain('screen of terminal 1 · sandbox said');
  });
  it('says it on the timeline', () => {
    const curve = { shares: [], marks: [], stripes: [], more: 0 };
    const shown = { marks: [], markers: [], metrics: [], curve, curveText: '' };
    const [found] = rowsOf({ ...shown, hits: [hit], searching: true });
    const columns = new Map([['found', [{ x: 5, marks: found.marks, bad: 0 }]]]);
    const layout = { folds: [] } as never;
    const tip = tipOf({ x: 5, y: found.top }, [found], columns, layout);
    expect(tip?.lines).toContain('needle (sandbox said)');
  });
});

describe('the metrics that are plotted', () => {
  const at = (time: number, recall: number, doubt: string | null): MetricsView => {
    return { seq: time, time, series: 0, values: { recall }, word: 'candidate', doubt };
  };
  const series = seriesOf([at(1, 0.5, null), at(5, 1, DOUBT)], []);
  it('carry whose word they are and what speaks against them', () => {
    expect(series[0].points.map(({ word, doubt }) => [word, doubt])).toEqual([
      ['candidate', null],
      ['candidate', DOUBT],
    ]);
    expect(legendOf(series, 0)[0]).toMatchObject({ word: null, doubt: null });
    expect(legendOf(series, 2)[0]).toMatchObject({ word: 'candidate', doubt: null });
    expect(legendOf(series, 9)[0]).toMatchObject({ word: 'candidate', doubt: DOUBT });
    expect(legendOf(series, 2)[0].then).toContain('1 of 2 are doubted');
  });
  it('say both in the legend', () => {
    const told = (time: number) =>
      said(render(MetricsLegend, { props: { legend: legendOf(series, time), top: 0 } }).body);
    expect(told(0)).not.toContain('wrote');
    expect(told(2)).toContain('recall 0.50 candidate wrote');
    expect(told(2)).not.toContain('doubted');
    expect(told(9)).toContain('candidate wrote');
    expect(told(9)).toMatch(new RegExp(`doubted *: ${DOUBT}`));
  });
  it('have the weakest word of all', () => {
    const one = { text: '', then: '', doubt: null };
    const legend = (['host', 'sandbox', 'candidate'] as const).map((word) => ({ ...one, word }));
    expect(weakestOf(legend.slice(0, 2))).toBe('sandbox');
    expect(weakestOf(legend)).toBe('candidate');
    expect(weakestOf([])).toBe(null);
  });
});

describe('a question to the pipeline', () => {
  const desk = deskWith({});
  it('says of a call that the host saw it', () => {
    const call: AskCallView = {
      seq: 9,
      kind: 'model.chat',
      model: 'reader-1',
      messages: [],
      messages_omitted: 0,
      answer: null,
      answer_cut: false,
      word: 'host',
    };
    expect(said(render(CallHead, { props: { desk, call } }).body)).toContain('reader-1 host saw');
  });
  it('says of stages and spans that the candidate could have sent them', () => {
    const view = { row: { duration: 1, word: 'candidate' }, spans: [] } as unknown as AskView;
    expect(said(render(AskSpans, { props: { view } }).body)).toContain('Spans candidate wrote');
    const flow = { stages: [], chunks: [], offer: null };
    const word = 'candidate' as const;
    const told = { onfollow: nothing, onpoint: nothing, followed: null };
    const table = render(FlowTable, { props: { desk, flow, word, ...told } });
    expect(said(table.body)).toContain('what it said candidate wrote');
  });
});

describe('a pinned moment', () => {
  it('says it, once the event is known', async () => {
    const event = { seq: 3, active: 1_000_000, kind: 'note.fix', word: 'candidate' };
    const places = new Places({ event: async () => event } as never);
    expect(places.rangeText(3, 3)).toBe('event 3');
    await vi.waitFor(() => {
      expect(places.rangeText(3, 3)).toBe('0:00:01 note.fix, candidate wrote');
    });
  });
});
