import { describe, expect, it } from 'vitest';
import type { AskPackedView, AskStageView } from '../api/types';
import { flowOf } from './ask-flow';
import { offerWords } from './ask-offer';

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `c${at + from}`);

function stage(name: string, of: string[], packed: AskPackedView | null = null): AskStageView {
  const results = of.map((id) => ({ id, score: null }));
  return { stage: name, known: true, says: '', seq: 1, results, packed };
}

function packing(dropped: number | null, named: [string, string][] = []): AskPackedView {
  return { dropped, tokens: 900, left_out: named.map(([id, why]) => ({ id, why })) };
}

/** What became of each chunk at the packing, and what is said of it. */
function told(list: string[], chosen: string[], packed: AskPackedView, stageName = 'reranked') {
  const flow = flowOf([
    stage('lexical leg', list),
    stage(stageName, list),
    stage('packed', chosen, packed),
  ]);
  const ends = flow.chunks.map(({ id, places }) => {
    const end = places[2];
    if (end.is === 'rank') return [id, end.rank];
    return [id, end.is === 'left-out' ? (end.why ?? 'left out') : end.is];
  });
  return { ends: Object.fromEntries(ends), says: offerWords(flow.offer) };
}

describe('what the packing was offered', () => {
  it('tells what was left out from what was never offered, by the numbers', () => {
    const { ends, says } = told(ids(8), ['c0', 'c2'], packing(3));
    expect(ends).toEqual({
      c0: 1,
      c2: 2,
      c1: 'left out',
      c3: 'left out',
      c4: 'left out',
      c5: 'not-offered',
      c6: 'not-offered',
      c7: 'not-offered',
    });
    expect(says).toContain('offered the first 5 of “reranked”, took 2 and left out 3.');
    expect(says).toContain('did not name each');
  });
  it('says why, where the packing named it', () => {
    const named: [string, string][] = [
      ['c1', 'duplicate'],
      ['c2', 'over budget'],
    ];
    const { ends, says } = told(ids(4), ['c0'], packing(2, named), 'fused');
    expect(ends).toEqual({ c0: 1, c1: 'duplicate', c2: 'over budget', c3: 'not-offered' });
    expect(says).toBe('The packing was offered the first 3 of “fused”, took 1 and left out 2.');
  });
  it('knows that ranks below those reported were not offered, if the offer ended before', () => {
    const list = ids(20);
    const flow = flowOf([
      stage('lexical leg', [...list.slice(0, 3), 'low']),
      stage('reranked', list),
      stage('packed', ['c0'], packing(9)),
    ]);
    expect(flow.chunks.find(({ id }) => id === 'low')?.places[2]).toEqual({
      is: 'not-offered',
      rank: null,
    });
  });
  it('says so where it does not follow, and calls nothing left out', () => {
    const silent = told(ids(3), ['c0'], packing(null));
    expect(silent.ends).toEqual({ c0: 1, c1: 'lost', c2: 'lost' });
    expect(silent.says).toContain('did not report how many it left out');
    // Another order: the packing took what is not among the first two.
    const strange = told(ids(4), ['c0', 'c3'], packing(0));
    expect(strange.ends.c1).toBe('lost');
    expect(strange.says).toContain('did not take the beginning of the list');
    // Twenty may be more.
    const many = told(ids(20), ids(20), packing(4));
    expect(many.says).toContain('the packing took 20 or more');
  });
  it('still has the reason of those that were named', () => {
    const { ends } = told(ids(3), ['c0'], packing(null, [['c1', 'over budget']]));
    expect(ends).toEqual({ c0: 1, c1: 'over budget', c2: 'lost' });
  });
  it('does not call lost what may lie below the twenty that were reported', () => {
    const list = ids(20);
    const flow = flowOf([
      stage('lexical leg', ['low']),
      stage('reranked', list),
      stage('packed', list.slice(0, 5), packing(25)),
    ]);
    const low = flow.chunks.find(({ id }) => id === 'low')?.places;
    expect(low?.map(({ is }) => is)).toEqual(['rank', 'beyond', 'lost']);
    expect(low?.[2]).toEqual({ is: 'lost', sure: false });
  });
});
