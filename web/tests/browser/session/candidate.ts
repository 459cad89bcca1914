// The candidate's half: consent, work, a service that is killed, and the hand-in.

import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, type Person } from '../browser';
import { expectScreen, expectText, paste, screen, tabTo, typeLine } from '../hands';
import type { Service } from '../service';
import { ANSWER, FINAL_NOTE, HYPOTHESIS, LAST_ANSWER, QUESTION, REPLY, type Story } from './story';

const ASK = `curl -s localhost:8080/v1/chat/completions -H 'content-type: application/json' -d '{"model":"simulated-reader-1","messages":[{"role":"user","content":"Context:\\nGoods are returned after 14 days.\\n\\nQuestion: ${QUESTION}?"}]}'`;
const OFFLINE_NOTE = 'Written on a train, in a tunnel';

/** Tells how a candidate works and hands in. */
export const candidateWorks = (story: Story) => () => {
  let service: Service;
  let candidate: Person;
  let bench: Page;
  let link: string;

  beforeAll(() => {
    ({ service, candidate, bench, link } = story);
  });

  test('an unknown link says what to do', async () => {
    candidate.tolerate(/status of 401/);
    await bench.goto(`${service.base}/c/${'x'.repeat(43)}`);
    await expectText(bench.getByTestId('token-problem')).toMatch(/link/i);
    await expectAccessible(bench);
  });

  test('consent is informed', async () => {
    await bench.goto(link);
    await expectText(bench.getByRole('main')).toContain('What you agree to');
    expect(await bench.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await expectAccessible(bench);
    await bench.getByRole('checkbox').check();
    await bench.getByRole('button', { name: 'Continue' }).click();
    await bench.getByRole('button', { name: 'Start' }).waitFor();
    await expectAccessible(bench);
  });

  test('a terminal in a sandbox answers', async () => {
    await bench.getByRole('button', { name: 'Start' }).click();
    await expectScreen(bench).toContain('$');
    await typeLine(bench, 'here=still-here; echo $((6 * 7))-answered');
    await expectScreen(bench).toContain('42-answered');
    await expectText(bench.getByTestId('saved-state')).toBe('✓ saved');
    await expectText(bench.getByTestId('time-left')).toMatch(/^0:0\d:\d\d left$/);
    await expectAccessible(bench);
  });

  test('the terminal follows the window', async () => {
    const rows = bench.locator('[data-testid=terminal-1] .xterm-rows > div');
    const before = await rows.count();
    await bench.setViewportSize({ width: 1400, height: 600 });
    await expect.poll(() => rows.count()).not.toBe(before);
    await typeLine(bench, 'echo size: $(stty size)');
    await expectScreen(bench).toContain(`size: ${await rows.count()} `);
    await bench.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => rows.count()).toBe(before);
  });

  test('several lines are pasted; too many are refused, and the terminal goes on', async () => {
    await paste(bench, 'echo one-$((1 + 1))\necho two-$((2 + 2))\n');
    await bench.keyboard.press('Enter');
    await expectScreen(bench).toMatch(/^one-2$[^]*^two-4$/m);
    await paste(bench, 'echo no; '.repeat(130_000));
    const refusal = bench.getByTestId('terminal-1').getByRole('alert');
    await expectText(refusal).toMatch(
      /Not pasted: .* more than a terminal takes at once \(1 MiB\)/,
    );
    await bench.getByRole('button', { name: 'Dismiss' }).click();
    await typeLine(bench, 'clear; echo goes-$((1 + 2))-on');
    await expectScreen(bench).toMatch(/^goes-3-on$/m);
  });

  test('a hypothesis is written and judged by the keyboard alone', async () => {
    await bench.keyboard.press('Alt+J');
    const text = bench.getByLabel('Text of the note');
    await expect.poll(() => text.evaluate((node) => node === document.activeElement)).toBe(true);
    await bench.keyboard.type(HYPOTHESIS);
    await expectAccessible(bench);
    await bench.keyboard.press('Control+Enter');
    await expectText(bench.getByTestId('note-1')).toContain(HYPOTHESIS);
    const status = bench.getByLabel('Status of hypothesis 1');
    await tabTo(bench, status);
    await bench.keyboard.type('supp');
    await expect.poll(() => status.inputValue()).toBe('supported');
    await expectText(bench.getByTestId('saved-state')).toBe('✓ saved');
  });

  test('the model is asked and the fault is repaired', async () => {
    await typeLine(bench, `clear; ${ASK} | tail -c 600`);
    await expectScreen(bench).toContain('usage');
    await typeLine(bench, 'clear; sed -i s/41/14/ src/main.rs && git diff --stat | cat');
    await expectScreen(bench).toContain('1 file changed');
  });

  test('a message comes while one works, is read, and answered', async () => {
    const line = bench.getByTestId('status-line');
    await expectText(line).toContain('New message from the shop manager.');
    await expectText(bench.getByRole('tab', { name: 'Messages' })).toMatch(/^Messages\s*1/);
    const focused = () => bench.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(await focused()).toBe('Terminal 1');
    await expectAccessible(bench);
    await bench.keyboard.press('Alt+M');
    const message = bench.getByTestId('message-well');
    await expectText(message).toContain('Customers are waiting');
    await expectText(message).toContain('Written to your workspace: notices/today.md');
    await expectText(bench.getByRole('tab', { name: 'Messages' })).toBe('Messages');
    await expectText(line).not.toContain('New message');
    await expectText(bench.getByRole('tabpanel')).toContain('nobody answers');
    await tabTo(bench, message.getByRole('button', { name: 'Write back' }));
    await bench.keyboard.press('Enter');
    await bench.keyboard.type(REPLY);
    await expectAccessible(bench);
    await bench.keyboard.press('Control+Enter');
    await expectText(message).toMatch(/you, [\d:]+: recorded/);
    await expectText(message).toContain(REPLY);
    await typeLine(bench, 'clear; cat notices/today.md');
    await expectScreen(bench).toContain('The shop is open until six.');
  });

  test('a question waits, and its answer saves itself', async () => {
    await bench.keyboard.press('Alt+Q');
    const question = bench.getByTestId('question-why');
    await expectText(question).toContain('Not answered yet');
    await tabTo(bench, bench.getByLabel('Why did nobody notice?'));
    await bench.keyboard.type(ANSWER);
    await expectText(question).toMatch(/✓ saved [\d:]+; you may change it/);
    await expectAccessible(bench);
    await expectText(bench.getByTestId('status-line')).not.toContain('new question');
  });

  test('what binds is said in plain words, and what models have cost', async () => {
    await bench.getByRole('tab', { name: 'Constraints' }).click();
    await expectText(bench.getByTestId('constraints')).toContain('A program checks this');
    await expectText(bench.getByTestId('spending')).toMatch(/have cost €0\.\d+ so far/);
    await expectAccessible(bench);
  });

  test('the service is killed and comes back: nothing is lost or doubled', async () => {
    candidate.tolerateOutage();
    await service.kill();
    const line = bench.getByTestId('status-line');
    await expectText(line).toContain('Connection lost');
    await typeLine(bench, 'clear; echo $here-$((5 + 6))');
    await expectText(line).toMatch(/\d+ B you typed are kept here/);
    await service.start();
    await expectText(bench.getByTestId('saved-state')).toBe('✓ saved');
    await expectScreen(bench).toContain('still-here-11');
    expect((await screen(bench)).match(/still-here-11/g)).toHaveLength(1);
    await expectText(line).not.toContain('Connection lost');
  });

  test('the network drops: a note is kept, said not to be saved, and saved afterwards', async () => {
    await candidate.context.setOffline(true);
    await bench.keyboard.press('Alt+J');
    await bench.getByLabel('Text of the note').fill(OFFLINE_NOTE);
    await bench.keyboard.press('Control+Enter');
    const form = bench.getByRole('form', { name: 'New note' });
    await expectText(form).toContain('Not saved, the draft is kept');
    await expectText(bench.getByTestId('status-line')).toContain('Connection lost');
    await expectAccessible(bench);
    await candidate.context.setOffline(false);
    await bench.getByLabel('Text of the note').press('Control+Enter');
    await expectText(bench.getByTestId('note-2')).toContain(OFFLINE_NOTE);
    await typeLine(bench, 'echo online-$((7 + 8))');
    await expectScreen(bench).toMatch(/^online-15$/m);
    await expectText(bench.getByTestId('saved-state')).toBe('✓ saved');
  });

  test('a reload shows the same screen', async () => {
    const before = await screen(bench);
    await bench.reload();
    await expectScreen(bench).toBe(before);
    await expectText(bench.getByTestId('note-1')).toContain(HYPOTHESIS);
    await expectText(bench.getByTestId('status-line')).not.toContain('New message');
    await bench.keyboard.press('Alt+Q');
    const answer = bench.getByLabel('Why did nobody notice?');
    await expect.poll(() => answer.inputValue()).toBe(ANSWER);
  });

  test('handing in asks once more, and then it is over', async () => {
    await bench.getByRole('button', { name: 'Hand in', exact: true }).click();
    await bench.getByLabel('What was wrong').fill(FINAL_NOTE);
    await expectText(bench.getByTestId('submit-panel')).toMatch(/✓ saved \d\d:\d\d:\d\d/);
    // What is asked last is not there before the sandbox stands still.
    expect(await bench.getByTestId('question-next').count()).toBe(0);
    await bench.getByRole('button', { name: 'Begin to hand in…' }).press('Enter');
    await expectText(bench.getByTestId('begin-handing-in')).toContain('the sandbox stops for good');
    await expectAccessible(bench);
    await bench.getByRole('button', { name: 'Stop the sandbox and continue' }).press('Enter');
    await expectText(bench.getByTestId('question-next')).toContain('What would you do tomorrow?');
    await expectText(bench.getByTestId('status-line')).toContain('the sandbox has stopped');
    await expectAccessible(bench);
  });

  test('the final note in two pages: both are shown, and a person chooses', async () => {
    candidate.tolerate(/status of 409/);
    const other = await bench.context().newPage();
    await other.goto(link);
    const there = other.getByLabel('What was wrong');
    await expect.poll(() => there.inputValue()).toBe(FINAL_NOTE);
    await there.fill('Written in the other page.');
    await expectText(other.getByTestId('submit-panel')).toContain('✓ saved');
    // A page in which nothing was typed takes it; one that was typed in asks.
    const here = bench.getByLabel('What was wrong');
    await expect.poll(() => here.inputValue()).toBe('Written in the other page.');
    await Promise.all([here.fill(`${FINAL_NOTE} Mine.`), there.fill('Theirs.')]);
    const late = async () => {
      const pages = [bench, other];
      const counts = pages.map((page) => page.getByTestId('two-versions').count());
      const asked = (await Promise.all(counts)).indexOf(1);
      return asked < 0 ? null : pages[asked];
    };
    await expect.poll(late).not.toBeNull();
    const asked = (await late())!;
    await expectAccessible(asked);
    await asked.getByRole('button', { name: 'Put both in the field' }).press('Enter');
    await expect
      .poll(() => here.inputValue())
      .toMatch(/Theirs\.\n\nI.* Mine\.|Mine\.\n\nTheirs\.|Theirs\.[^]*Mine\./);
    await other.close();
    await here.fill(FINAL_NOTE);
    await expectText(bench.getByTestId('submit-panel')).toContain('✓ saved');
  });

  test('and it is handed in after one more question', async () => {
    await bench.getByRole('button', { name: 'Hand in…' }).click();
    await expectText(bench.getByTestId('submit-panel')).toContain('you cannot go back');
    await expectText(bench.getByTestId('unanswered')).toBe('What would you do tomorrow?');
    await expectAccessible(bench);
    await bench.getByRole('button', { name: 'Not yet' }).click();
    await bench.getByLabel('What would you do tomorrow?').fill(LAST_ANSWER);
    await bench.getByRole('button', { name: 'Hand in…' }).click();
    await expect.poll(() => bench.getByTestId('unanswered').count()).toBe(0);
    await bench.getByRole('button', { name: 'Hand in now' }).click();
    await expectText(bench.getByTestId('submitted')).toContain('Handed in');
    await expectAccessible(bench);
    await bench.goto(link);
    await expectText(bench.getByTestId('submitted')).toContain('What happens next');
    await expectText(bench.getByTestId('submitted')).toContain(LAST_ANSWER);
  });
};
