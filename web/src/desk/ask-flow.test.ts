import { describe, expect, it } from 'vitest';
import type { AskStageView } from '../api/types';
import { documentOf, flowOf, linesOf, names, partsOf, type Place, sortedBy } from './ask-flow';

function stage(name: string, ids: string[] | null, says = ''): AskStageView {
  const results = (ids ?? []).map((id, at) => ({ id, score: 10 - at }));
  const seq = ids === null ? null : 7;
  return { stage: name, known: ids !== null, says, seq, results, packed: null };
}

const text = (place: Place) => {
  if (place.is === 'rank') return place.rank;
  return place.is === 'lost' && !place.sure ? 'lost by here' : place.is;
};
const table = (stages: AskStageView[]) =>
  Object.fromEntries(flowOf(stages).chunks.map(({ id, places }) => [id, places.map(text)]));

describe('the flow of chunks', () => {
  it('has a rank at each stage, and says where each got lost', () => {
    const stages = [
      stage('packed', ['a']),
      stage('lexical leg', ['a', 'b']),
      stage('dense leg', ['c', 'a']),
      stage('fused', ['a', 'c', 'b']),
      stage('reranked', ['c', 'a']),
      stage('prompt', []),
    ];
    expect(table(stages)).toEqual({
      a: [1, 2, 1, 2, 1],
      c: ['absent', 1, 2, 1, 'lost'],
      b: [2, 'absent', 3, 'lost', 'absent'],
    });
    expect(flowOf(stages).chunks.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });
  it('loses nothing at a stage that told nothing', () => {
    const silent = [
      stage('lexical leg', ['a']),
      stage('fused', null, 'The pipeline sent nothing about it.'),
      stage('reranked', [], 'took 3 µs; its results were not sent'),
      stage('packed', ['a']),
    ];
    expect(table(silent)).toEqual({ a: [1, 'absent', 'absent', 1] });
    expect(flowOf(silent).stages.map((it) => it.told)).toEqual([true, false, false, true]);
  });
  it('loses everything at a stage that told of nothing left', () => {
    const empty = [stage('lexical leg', ['a']), stage('packed', [], 'took 10 µs; 0 results')];
    expect(table(empty)).toEqual({ a: [1, 'lost'] });
  });
  it('does not call lost what may lie below what was sent', () => {
    const many = Array.from({ length: 20 }, (_, at) => `m${at}`);
    const cut = [stage('lexical leg', ['x']), stage('fused', many), stage('packed', ['x'])];
    expect(table(cut).x).toEqual([1, 'beyond', 1]);
    const end = [...cut.slice(0, 2), stage('reranked', ['m1']), stage('packed', ['m1'])];
    expect(table(end).x).toEqual([1, 'beyond', 'lost by here', 'absent']);
    expect(table(end).m2).toEqual(['absent', 3, 'lost', 'absent']);
  });
  it('is put in the order of any stage, without those it lacks at the front', () => {
    const { chunks } = flowOf([
      stage('lexical leg', ['a', 'b']),
      stage('dense leg', ['c', 'b']),
      stage('fused', ['c', 'b', 'a']),
    ]);
    expect(sortedBy(chunks, 0).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(sortedBy(chunks, 1).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(sortedBy([], 1)).toEqual([]);
  });
});

describe('what a stage said', () => {
  it('is a line each, with times as people read them', () => {
    expect(linesOf('took 61012 µs; 5 results')).toEqual(['took 61 ms', '5 results']);
    expect(linesOf('took 10 µs; 20 results; left out: 2; tokens: 310')).toEqual([
      'took 10 µs',
      '20 results',
      'left out: 2',
      'tokens: 310',
    ]);
    expect(linesOf('The pipeline sent nothing about it.')).toHaveLength(1);
  });
});

describe('a followed chunk', () => {
  it('is named in prompts by its document', () => {
    expect([documentOf('policy-9#3'), documentOf('plain'), documentOf('#1')]).toEqual([
      'policy-9',
      'plain',
      '#1',
    ]);
  });
  it('is marked where its name stands by itself', () => {
    const parts = partsOf('[1] (policy, x) policy-2 and policy', 'policy');
    expect(parts.filter((part) => part.marked)).toHaveLength(2);
    expect(parts.map((part) => part.text).join('')).toBe('[1] (policy, x) policy-2 and policy');
    expect([names('see policy.', 'policy'), names('see policy-2', 'policy')]).toEqual([
      true,
      false,
    ]);
    expect(partsOf('abc', null)).toEqual([{ text: 'abc', marked: false }]);
    expect(partsOf('', 'a')).toEqual([]);
  });
});
