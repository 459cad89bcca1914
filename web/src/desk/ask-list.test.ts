import { describe, expect, it } from 'vitest';
import type { AsksQuery, ReplayApi } from '../api/replay';
import type { AskLineView, AsksView } from '../api/types';
import { AskList } from './ask-list.svelte';

/** A service with so many lines, each a question whose event is a hundred times its line. */
function service(total: number) {
  const asked: AsksQuery[] = [];
  const asks = async (query: AsksQuery): Promise<AsksView> => {
    asked.push(query);
    const here = query.around === undefined ? null : Math.floor(query.around / 100);
    const limit = query.limit ?? 100;
    const first = query.from ?? Math.max(0, Math.min(total - limit, (here ?? 0) - limit / 2));
    const lines = Array.from({ length: Math.min(limit, total - first) }, (_, at) => ({
      ask: { seq: (first + at) * 100 },
    })) as AskLineView[];
    const bounds = { beyond: 0, calls_beyond: 0, without_text: 0 };
    return { building: null, total, asks: total, here, first, lines, others: 0, ...bounds };
  };
  return { api: { asks } as unknown as ReplayApi, asked };
}

const settled = () => new Promise((done) => setTimeout(done, 0));

describe('the list of questions', () => {
  it('loads what is around the cursor, and of the rest what is looked at, once', async () => {
    const { api, asked } = service(9000);
    const list = new AskList(api);
    await list.around(500_000, {}, true);
    expect([list.about?.here, list.about?.total, list.lines.size]).toEqual([5000, 9000, 100]);
    list.need(120, 160);
    list.need(121, 161);
    await settled();
    expect(asked.slice(1).map(({ from }) => from)).toEqual([100]);
    expect([list.lines.has(100), list.lines.has(199), list.lines.has(5000)]).toEqual([
      true,
      true,
      true,
    ]);
    list.need(120, 160);
    expect(asked).toHaveLength(2);
  });
  it('keeps no more than some thousand lines, and those that are looked at', async () => {
    const { api } = service(100_000);
    const list = new AskList(api);
    await list.around(1, {}, true);
    for (let page = 1; page < 80; page++) {
      list.need(page * 100, page * 100 + 40);
      await settled();
      expect(list.lines.has(page * 100 + 39)).toBe(true);
    }
    expect(list.lines.size).toBeLessThanOrEqual(4000);
  });
  it('begins a new list with another filter, and loads again what is looked at', async () => {
    const { api, asked } = service(9000);
    const list = new AskList(api);
    await list.around(1, {}, true);
    list.need(300, 340);
    await settled();
    await list.around(1, { only: 'failed' }, false);
    await settled();
    expect(asked.at(-1)).toMatchObject({ from: 300, only: 'failed' });
    expect(list.lines.has(310)).toBe(true);
    expect(list.lines.has(5000)).toBe(false);
  });
  it('says what went wrong, and tries again where one looks', async () => {
    const { api } = service(9000);
    const list = new AskList(api);
    await list.around(1, {}, true);
    const works = api.asks;
    api.asks = () => Promise.reject(new Error('gone'));
    list.need(500, 540);
    await settled();
    expect(list.error).not.toBe('');
    api.asks = works;
    list.need(500, 540);
    await settled();
    expect([list.error, list.lines.has(510)]).toEqual(['', true]);
  });
});
