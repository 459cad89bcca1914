import { describe, expect, it, vi } from 'vitest';
import type { LineView, TranscriptView } from '../api/types';
import { TerminalText } from './transcript.svelte';

const line = (at: number): LineView => ({ seq: at, time: at, text: `line ${at}`, styles: [] });

function made(lines: number) {
  const outline: TranscriptView = {
    building: null,
    lines,
    left_out: 0,
    commands: [],
    commands_left_out: 0,
    programs: [],
    programs_left_out: 0,
  };
  const api = {
    transcript: vi.fn(async () => ({ ...outline })),
    lines: vi.fn(async (_: number, first: number, limit: number) => {
      const length = Math.max(0, Math.min(limit, outline.lines - first));
      const some = Array.from({ length }, (_, at) => line(first + at));
      return { first, lines: some, total: outline.lines, at: null, found: false, until: null };
    }),
    lineAt: vi.fn(),
    findLines: vi.fn(async () => ({ lines: [3, 8, 20], total: 3 })),
    linesText: vi.fn(),
  };
  return { outline, api, text: new TerminalText(api, 1) };
}

describe('lines', () => {
  it('are loaded once, in pages, where they are wanted', async () => {
    const { api, text } = made(5_000);
    await text.load();
    text.want(1_150, 1_250);
    text.want(1_150, 1_250);
    await vi.waitFor(() => expect(text.line(1_250)?.text).toBe('line 1250'));
    expect(api.lines.mock.calls.map((call) => call[1])).toEqual([1_000, 1_200]);
    expect(text.line(999)).toBe(null);
  });
  it('at the end are loaded again after more was printed', async () => {
    const { outline, api, text } = made(2_000);
    await text.load();
    text.want(0, 10);
    text.want(1_990, 1_999);
    await vi.waitFor(() => expect(text.line(1_999)).not.toBe(null));
    outline.lines = 2_100;
    await text.load();
    expect([text.line(5)?.text, text.line(1_999)]).toEqual(['line 5', null]);
    expect(api.transcript).toHaveBeenCalledTimes(2);
  });
});

describe('finding', () => {
  it('steps through what was found, round at the ends', async () => {
    const { text } = made(100);
    text.look('x');
    await vi.waitFor(() => expect(text.found).toHaveLength(3));
    expect([3, 8, 20, -1].map((from) => text.step(from, true))).toEqual([8, 20, 3, 3]);
    expect([3, 8, 9].map((from) => text.step(from, false))).toEqual([20, 3, 8]);
    text.look('');
    expect([text.step(3, true), text.finding]).toEqual([null, false]);
  });
});
