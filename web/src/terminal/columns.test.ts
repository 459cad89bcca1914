import { Terminal } from '@xterm/xterm';
import { describe, expect, it } from 'vitest';
import { countColumns } from './columns';

/** What people type, and how many columns bash counts for it (glibc 2.36, in the sandbox). */
const TEXTS: [string, number][] = [
  ['plain', 5],
  ['naïve café', 10],
  ['cafe\u0301', 4],
  ['🙂', 2],
  ['👍🏽', 4],
  ['❤️', 1],
  ['✅❌⚠', 5],
  ['👩‍💻', 4],
  ['🇩🇪', 2],
  ['🫠🪄🥹', 6],
  ['日本語 한국어', 13],
  ['→ ─ │ …', 7],
  ['soft\u00adhyphen', 11],
  ['שלום สวัสดี', 9],
];

async function columns(terminal: Terminal, text: string): Promise<number> {
  await new Promise<void>((written) => terminal.write(`\r\x1b[2K${text}`, written));
  return terminal.buffer.active.cursorX;
}

describe('the cursor', () => {
  it('is where the shell believes it to be', async () => {
    const terminal = new Terminal({ allowProposedApi: true });
    countColumns(terminal);
    for (const [text, expected] of TEXTS) {
      expect([text, await columns(terminal, text)]).toEqual([text, expected]);
    }
  });
  it('is elsewhere without the table', async () => {
    const terminal = new Terminal();
    expect(await columns(terminal, '🙂')).toBe(1);
  });
});
