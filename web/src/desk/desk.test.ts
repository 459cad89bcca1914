import { describe, expect, it, vi } from 'vitest';
import type { At } from '../api/replay';
import type { EventsView, MomentView } from '../api/types';
import { Clock } from '../trace/clock';
import { after, before, lastAt, ofSeq } from '../trace/cursor';
import { Moments } from './moments';
import { advance, Playback } from './playback';

const S = 1_000_000;

describe('the cursor', () => {
  const sorted = [2, 5, 9];
  it('steps to the neighbours and not beyond the ends', () => {
    expect([0, 2, 4, 9].map((seq) => after(sorted, seq))).toEqual([2, 5, 5, null]);
    expect([10, 9, 3, 2].map((seq) => before(sorted, seq))).toEqual([9, 5, 2, null]);
    expect(after([], 1)).toBe(null);
  });
  it('finds what had happened, and what an event is', () => {
    const things = [
      { seq: 2, time: 10 },
      { seq: 5, time: 10 },
      { seq: 9, time: 30 },
    ];
    expect([9, 10, 29, 99].map((time) => lastAt(things, time)?.seq)).toEqual([undefined, 5, 5, 9]);
    expect([ofSeq(things, 5)?.time, ofSeq(things, 6)]).toEqual([10, null]);
  });
});

describe('replayed time', () => {
  const clock = new Clock([{ from: 10 * S, to: 100 * S }], 120 * S);
  it('passes at its speed and stops at the end', () => {
    expect(advance(0, S, 4, clock)).toBe(4 * S);
    expect(advance(119 * S, S, 32, clock)).toBe(120 * S);
  });
  it('skips what is folded, and never goes back', () => {
    expect(advance(9 * S, S, 2, clock)).toBe(99.5 * S);
    expect(advance(99.6 * S, S / 10, 1, clock)).toBe(99.7 * S);
    expect(advance(9 * S, S, 2, new Clock([], 120 * S))).toBe(11 * S);
  });
});

function events(from: number, count: number): EventsView['events'] {
  return Array.from({ length: count }, (_, index) => {
    const seq = from + index;
    const body = { kind: 'brief.opened' as const, data: {}, word: 'host' as const };
    return { seq, at: seq * S, active: seq * S, actor: 'candidate' as const, ...body };
  });
}

describe('the events that pass', () => {
  it('come page by page, in order, each once', async () => {
    const fetch = vi.fn(async (seq: number, limit: number) => ({
      events: events(seq + 1, Math.min(limit, 1250 - seq)),
      more: seq + limit < 1250,
    }));
    const playback = new Playback(fetch, () => undefined);
    playback.start(0);
    expect(playback.reach).toBe(-Infinity);
    const seen: number[] = [];
    for (let time = 0; time <= 1300; time += 10) {
      await new Promise((done) => setTimeout(done));
      seen.push(...playback.take(Math.min(playback.reach, time * S)).map((event) => event.seq));
    }
    expect(seen).toEqual(events(1, 1250).map((event) => event.seq));
    expect(fetch).toHaveBeenCalledTimes(4);
    expect(playback.reach).toBe(Infinity);
  });
});

function desk() {
  const asked: { at: At; answer: (seq: number) => void; signal: AbortSignal }[] = [];
  const arrived: number[] = [];
  const moments = new Moments(
    (at, signal) =>
      new Promise((done, fail) => {
        asked.push({ at, answer: (seq) => done({ seq, time: seq * S } as MomentView), signal });
        signal.addEventListener('abort', () => fail(new Error('aborted')));
      }),
    { arrived: (moment) => arrived.push(moment.seq), failed: () => arrived.push(-1) },
  );
  return { asked, arrived, moments };
}
const settle = () => new Promise((done) => setTimeout(done));

describe('moments', () => {
  it('of a moving cursor: one request at a time, and the last wish is served', async () => {
    const { asked, arrived, moments } = desk();
    for (const time of [1, 2, 3, 4]) moments.want({ time });
    expect(asked.map(({ at }) => at)).toEqual([{ time: 1 }]);
    asked[0].answer(10);
    await settle();
    expect(asked.map(({ at }) => at)).toEqual([{ time: 1 }, { time: 4 }]);
    asked[1].answer(40);
    await settle();
    expect(arrived).toEqual([10, 40]);
  });
  it('that were shown are shown again at once', async () => {
    const { asked, arrived, moments } = desk();
    moments.want({ time: 1 });
    asked[0].answer(10);
    await settle();
    moments.want({ seq: 10 });
    moments.want({ time: 1 });
    expect(asked).toHaveLength(1);
    expect(arrived).toEqual([10, 10, 10]);
    moments.grown();
    moments.want({ time: 1 });
    expect(asked).toHaveLength(2);
  });
  it('that take long give way, silently', async () => {
    vi.useFakeTimers();
    const { asked, arrived, moments } = desk();
    moments.want({ seq: 1 });
    moments.want({ seq: 2 });
    await vi.advanceTimersByTimeAsync(300);
    expect(asked[0].signal.aborted).toBe(true);
    expect(asked[1].at).toEqual({ seq: 2 });
    asked[1].answer(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(arrived).toEqual([2]);
    vi.useRealTimers();
  });
  it('that fail say so, and the next wish is tried', async () => {
    const arrived: (number | string)[] = [];
    const moments = new Moments(
      async (at) => {
        if ('time' in at) throw new Error('down');
        return { seq: at.seq, time: 0 } as MomentView;
      },
      { arrived: ({ seq }) => arrived.push(seq), failed: () => arrived.push('failed') },
    );
    moments.want({ time: 1 });
    moments.want({ seq: 7 });
    await settle();
    expect(arrived).toEqual(['failed', 7]);
  });
});
