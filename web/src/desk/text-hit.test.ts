import { describe, expect, it, vi } from 'vitest';
import type { HitView } from '../api/types';
import type { TextPlace } from './location';
import { lineOfHit, readHit } from './text-hit';

const hit = (more: Partial<HitView> = {}): HitView => ({
  seq: 7,
  time: 7,
  lane: 'terminal',
  kind: 'terminal.output',
  source: 'screen',
  terminal: 3,
  snippet: 'ranking came late',
  found: [[0, 7]],
  word: 'sandbox',
  ...more,
});

function desk(at: number | null, found: boolean) {
  const lineAt = vi.fn(async () => ({ first: 0, lines: [], total: 9, at, found, until: 4 }));
  const read = vi.fn<(text: TextPlace | null) => void>();
  return { api: { lineAt }, seq: 7, read, say: vi.fn<(what: string) => void>() };
}

describe('a hit in a terminal', () => {
  it('leads to its line', async () => {
    const reader = desk(5, true);
    await readHit(reader, hit());
    expect(reader.api.lineAt).toHaveBeenCalledWith(3, 7, 'ranking came late');
    expect(reader.read.mock.calls).toEqual([[{ terminal: 3, line: 5 }]]);
  });
  it('shows the screen if the line was overwritten, and says so', async () => {
    const reader = desk(3, false);
    await readHit(reader, hit());
    expect(reader.read.mock.calls).toEqual([[null]]);
    expect(reader.say.mock.calls[0][0]).toContain('overwritten');
  });
  it('moves nothing if the reader went elsewhere meanwhile', async () => {
    const reader = desk(5, true);
    reader.seq = 8;
    await readHit(reader, hit());
    expect(reader.read).not.toHaveBeenCalled();
  });
  it('that is a command leads to its heading, and other hits to no terminal', async () => {
    const reader = desk(5, true);
    await readHit(reader, hit({ source: 'command', terminal: null }));
    await readHit(reader, hit({ source: 'note', terminal: null }));
    expect(reader.read.mock.calls).toEqual([[{ terminal: null, line: null }]]);
  });
});

describe('the line of a hit', () => {
  it('is the one with the first match, without the signs of a cut', () => {
    const snippet = '…first line\nthe second one\nthird…';
    expect(lineOfHit({ snippet, found: [[16, 22]] })).toBe('the second one');
    expect(lineOfHit({ snippet, found: [[1, 6]] })).toBe('first line');
    expect(lineOfHit({ snippet, found: [[27, 32]] })).toBe('third');
  });
});
