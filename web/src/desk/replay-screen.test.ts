import type { Terminal } from '@xterm/xterm';
import { describe, expect, it } from 'vitest';
import type { Event, TerminalAtView } from '../api/types';
import { fromBase64 } from '../bytes/base64';
import { Blobs } from '../trace/blobs';
import { ReplayScreen } from './replay-screen';

/** A terminal that keeps what it was given since it was reset, a write at a time. */
function shown() {
  const state = { text: '', writes: 0, cols: 80, rows: 24 };
  const terminal = {
    get cols() {
      return state.cols;
    },
    get rows() {
      return state.rows;
    },
    resize: (cols: number, rows: number) => Object.assign(state, { cols, rows }),
    write: (content: string | Uint8Array, done: () => void) => {
      const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
      const reset = text.lastIndexOf('\x1bc');
      state.text = reset >= 0 ? text.slice(reset + 2) : state.text + text;
      state.writes++;
      setTimeout(done, 2);
    },
  } as unknown as Terminal;
  const screen = new ReplayScreen(
    terminal,
    1,
    new Blobs('s'),
    () => undefined,
    (cause) => {
      throw cause;
    },
  );
  return { screen, state };
}

const at = (screen: string, offset: number, partial = ''): TerminalAtView => ({
  terminal: 1,
  open: true,
  cols: 100,
  rows: 30,
  offset,
  screen,
  partial,
});
function output(text: string, offset: number, terminal = 1): Event {
  const base64 = btoa(text);
  expect(fromBase64(base64)).toHaveLength(text.length);
  const data = { terminal, offset, bytes: { base64 } };
  return { seq: 1, at: 0, active: 0, actor: 'candidate', kind: 'terminal.output', data };
}
const settle = () => new Promise((done) => setTimeout(done, 60));

describe('a replayed screen', () => {
  it('is painted, then fed what follows, and nothing twice', async () => {
    const { screen, state } = shown();
    screen.begin(at('start ', 6));
    screen.pass([output('x', 5), output('a', 6), output('zzz', 0, 2), output('b', 7)]);
    await settle();
    expect(state).toMatchObject({ text: 'start ab', cols: 100, rows: 30 });
    screen.begin(at('something else', 8));
    await settle();
    expect(state.text).toBe('start ab');
  });
  it('is painted anew elsewhere, whatever was on its way', async () => {
    const { screen, state } = shown();
    screen.begin(at('one', 3));
    screen.pass([output('lost', 3)]);
    screen.begin(at('two', 90, btoa('é'.slice(0, 1))));
    screen.pass([output('!', 90)]);
    await settle();
    expect(state.text.startsWith('two')).toBe(true);
    expect(state.text.endsWith('!')).toBe(true);
  });
  it('is not slower the smaller the pieces are', async () => {
    const { screen, state } = shown();
    screen.begin(at('', 0));
    for (let index = 0; index < 500; index++) screen.pass([output('.', index)]);
    await settle();
    expect(state.text).toHaveLength(500);
    expect(state.writes).toBeLessThan(10);
    expect(screen.behind).toBe(0);
  });
});
