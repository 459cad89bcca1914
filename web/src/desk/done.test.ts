import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import type { ClaimsView, ClaimView, DoneView } from '../api/types';
import { groupsOf } from './claim-words';
import ClaimsList from './ClaimsList.svelte';
import DoneList from './DoneList.svelte';

const nothing = () => undefined;
/** What a page says to who reads it or hears it. */
const said = (html: string) =>
  html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const entry: DoneView = {
  label: 'Tests',
  count: 0,
  text: 'never: no typed command in the record runs them',
  rests_on: 'Typed commands.',
  first: null,
  word: 'candidate',
  items: [],
  omitted: 0,
};

describe('what was done', () => {
  it('says what a count rests on and whose word it is', () => {
    const html = render(DoneList, { props: { done: [entry], onshow: nothing } }).body;
    const text = said(html);
    expect(text).toContain('never: no typed command');
    expect(text).toContain('Typed commands.');
    expect(text).toContain('candidate wrote');
    expect(html).not.toContain('first moment');
  });
  it('leads to the first moment and to each item, and says how many are left out', () => {
    const items = [{ text: '<b>ops</b>', seq: 7 }];
    const done = [{ ...entry, first: 4, items, omitted: 9 }];
    const html = render(DoneList, { props: { done, onshow: nothing } }).body;
    expect(html).toContain('href="#seq=4"');
    expect(html).toContain('href="#seq=7"');
    expect(html).toContain('&lt;b>ops');
    expect(said(html)).toContain('and 9 more');
  });
});

describe('numbers of the note', () => {
  const claim = (text: string, shown: ClaimView['shown'], seq: number | null): ClaimView => {
    const says = shown === 'evaluation' ? 'mrr · dev' : null;
    return { text, line: 2, snippet: `it is ${text}.`, found: [6, 10], shown, says, seq };
  };
  const claims = [
    claim('0.88', 'evaluation', 3),
    claim('0.91', 'nothing', null),
    claim('0.31', 'terminal', 5),
  ];
  const view: ClaimsView = { seq: 9, claims, omitted: 2 };
  it('that nothing shows come first', () => {
    expect(groupsOf(claims).map((group) => group.shown)).toEqual([
      'nothing',
      'terminal',
      'evaluation',
    ]);
    expect(groupsOf(claims.slice(0, 1))).toHaveLength(1);
  });
  it('are shown with their place, and with what shows them', () => {
    const html = render(ClaimsList, { props: { view, onshow: nothing } }).body;
    const text = said(html);
    expect(text).toMatch(/shows 1 number line 2 it is 0\.91 \. shown nowhere/);
    expect(text).toContain('mrr · dev');
    expect(text).toContain('2 further numbers of the note not compared');
    expect(html).toContain('href="#seq=5"');
    expect(text).not.toMatch(/wrong|false/);
  });
});
