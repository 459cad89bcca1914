import { Terminal } from '@xterm/xterm';
import { describe, expect, it } from 'vitest';
import type { InputSource } from './frame';
import { Origin } from './origin';

function heard(): { terminal: Terminal; said: [string, InputSource][] } {
  const terminal = new Terminal();
  const said: [string, InputSource][] = [];
  new Origin(terminal, (bytes, source) => said.push([new TextDecoder().decode(bytes), source]));
  return { terminal, said };
}

describe('what a terminal sends', () => {
  it('is its own reply when a program asked', async () => {
    const { terminal, said } = heard();
    const questions = ['\x1b[c', '\x1b[>c', '\x1b[6n', '\x1b[5n', '\x1b[?25$p', '\x1bP$qm\x1b\\'];
    for (const question of questions) {
      await new Promise<void>((written) => terminal.write(question, written));
    }
    expect(said.map(([, source]) => source)).toEqual(questions.map(() => 'reply'));
    expect(said[2][0]).toBe('\x1b[1;1R');
  });
  it('is keys when somebody pressed them, also the one that looks like a reply', () => {
    const { terminal, said } = heard();
    terminal.input('l');
    terminal.input('\x1b[1;2R');
    expect(said).toEqual([
      ['l', 'keys'],
      ['\x1b[1;2R', 'keys'],
    ]);
  });
  it('is the mouse when a program asked for it', () => {
    const { terminal, said } = heard();
    terminal.input('\x1b[<0;3;4M');
    terminal.input('x', false);
    expect(said.map(([, source]) => source)).toEqual(['mouse', 'reply']);
  });
});
