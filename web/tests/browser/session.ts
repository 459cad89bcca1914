// A session from the invitation to the report, by the two people who meet in it.

import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectScreen, expectText, paste, screen, tabTo, typeLine } from './hands';
import { Service, TINY } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const QUESTION = 'After how many days are goods returned';
const ASK = `curl -s localhost:8080/v1/chat/completions -H 'content-type: application/json' -d '{"model":"simulated-reader-1","messages":[{"role":"user","content":"Context:\\nGoods are returned after 14 days.\\n\\nQuestion: ${QUESTION}?"}]}'`;
const HYPOTHESIS = 'The number of days is turned round';
const REPLY = 'An hour, and I say so when it takes longer.';
const ANSWER = 'Nothing compared the number with the contract.';
const LAST_ANSWER = 'Write a test of the number.';
const OFFLINE_NOTE = 'Written on a train, in a tunnel';
const FINAL_NOTE = 'The digits of the number were swapped; main.rs says 14 again.';

// One account invites, looks at the checks and reviews; blind reviews are told in review.ts.
const service = new Service(TINY, ['--blind', 'off']);
let browser: Browser;
let practitioner: Person;
let candidate: Person;
let desk: Page;
let bench: Page;
let link = '';

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
  practitioner = await Person.arrive(browser, service.base);
  candidate = await Person.arrive(browser, service.base);
  [desk, bench] = [practitioner.page, candidate.page];
});

/** What a failed step looked like: pictures, and what the service said. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await desk.screenshot({ path: join(RESULTS, 'practitioner.png') });
  await bench.screenshot({ path: join(RESULTS, 'candidate.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

describe('the practitioner invites', () => {
  test('a wrong password is refused in words', async () => {
    practitioner.tolerate(/status of 401/);
    await desk.goto(service.base);
    await desk.waitForURL('**/sign-in');
    await expectAccessible(desk);
    await desk.getByLabel('Name').fill('vera');
    await desk.getByLabel('Password').fill('three wrong words here');
    await desk.getByRole('button', { name: 'Sign in' }).click();
    await expectText(desk.getByTestId('problem')).toMatch(/password/i);
  });

  test('signing in leads to a list that teaches', async () => {
    await desk.getByLabel('Password').fill(PASSWORD);
    await desk.keyboard.press('Enter');
    await desk.waitForURL('**/sessions');
    await expectText(desk.getByTestId('no-sessions')).toContain('send the link to a candidate');
    await expectAccessible(desk);
  });

  test('the scenario’s page makes a link to copy', async () => {
    await desk.getByRole('link', { name: 'See what the scenarios exercise' }).click();
    await desk.getByRole('link', { name: 'Too many days' }).click();
    await expectText(desk.getByRole('main')).toContain('Customers are told to return things');
    await expectAccessible(desk);
    await desk.getByLabel('Label').fill('Ada, the first try');
    await desk.getByRole('button', { name: 'Invite' }).click();
    await desk.getByRole('button', { name: 'Copy' }).click();
    await expectText(desk.getByTestId('invitation')).toContain('Copied.');
    link = await desk.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/c\/[\w-]{20,}$/);
  });
});

describe('the candidate works', () => {
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
    await expectText(message).toContain('notices/today.md was laid into it');
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
    await expectText(bench.getByTestId('constraints')).toContain('A program looks at it');
    await expectText(bench.getByTestId('spending')).toMatch(/have cost €0\.\d+ so far/);
    await expectAccessible(bench);
  });

  test('the service is killed and comes back: nothing is lost or doubled', async () => {
    candidate.tolerate(/ERR_CONNECTION_REFUSED/, /WebSocket connection to/);
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
    candidate.tolerate(/ERR_INTERNET_DISCONNECTED/);
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
    await bench.getByRole('button', { name: 'Submit' }).click();
    await bench.getByLabel('What was wrong').fill(FINAL_NOTE);
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
});

describe('the practitioner judges', () => {
  const criterion = (id: string) => desk.locator(`[data-criterion="${id}"]`);

  test('the session is in the list and its checks pass', async () => {
    await desk.getByRole('link', { name: 'Sessions' }).click();
    const row = desk.getByTestId('sessions').getByRole('row').nth(1);
    await expectText(row).toContain('Ada, the first try');
    await row.getByRole('link').first().click();
    await desk.getByRole('tab', { name: 'Checks' }).click();
    const passed = desk.getByTestId('checks').getByText('✓ pass');
    await expect.poll(() => passed.count(), { timeout: 75_000 }).toBe(2);
    await expectText(desk.getByRole('banner')).toContain('Ready for review');
    await desk.getByRole('tab', { name: 'Overview' }).click();
    await expectText(desk.getByTestId('summary')).toContain('2 of 2 passed');
    await expectAccessible(desk);
  });

  test('the terminal is replayed as it was at a moment', async () => {
    await desk.getByRole('tab', { name: 'Events' }).click();
    await desk.getByLabel('Filter').fill('terminal.opened');
    await expectAccessible(desk);
    const rows = desk.getByTestId('events').getByRole('row');
    await expect.poll(() => rows.count()).toBe(1);
    await rows.getByRole('button').click();
    await desk.getByRole('tab', { name: 'Terminal' }).click();
    await expectScreen(desk, 'replay-terminal').not.toMatch(/^42-answered$/m);
    // To the first command, which answers, and to the second, before which it has answered.
    await desk.keyboard.press('k');
    await desk.keyboard.press('k');
    await expectScreen(desk, 'replay-terminal').toMatch(/^42-answered$/m);
    expect(await screen(desk, 'replay-terminal')).not.toMatch(/^two-4$/m);
    await expectAccessible(desk);
    const moment = await desk.getByTestId('cursor-seq').innerText();
    await expect.poll(() => desk.url()).toMatch(/#seq=\d+$/);
    await desk.reload();
    await expectText(desk.getByTestId('cursor-seq')).toBe(moment);
    await expectScreen(desk, 'replay-terminal').toMatch(/^42-answered$/m);
  });

  test('a stretch is selected by the keyboard, and is a link', async () => {
    await desk.getByTestId('timeline').focus();
    await desk.keyboard.press('[');
    await desk.keyboard.press('k');
    await desk.keyboard.press(']');
    await expectText(desk.getByTestId('range')).toContain('–');
    await expect.poll(() => desk.url()).toMatch(/#seq=\d+-\d+$/);
    await desk.keyboard.press('Escape');
    await expect.poll(() => desk.getByTestId('range').count()).toBe(0);
  });

  test('clicking the timeline seeks, and playing moves on', async () => {
    const time = desk.getByTestId('cursor-time');
    const before = await time.innerText();
    const { width } = (await desk.getByTestId('timeline').boundingBox())!;
    await desk.getByTestId('timeline').click({ position: { x: width - 2, y: 22 } });
    await expectText(time).not.toBe(before);
    await desk.getByTestId('timeline').click({ position: { x: 2, y: 22 } });
    const start = await time.innerText();
    await desk.getByRole('button', { name: 'Play' }).click();
    await expectText(time).not.toBe(start);
    await desk.getByRole('button', { name: 'Pause' }).click();
  });

  test('edits, model calls and the journal are shown in full', async () => {
    await desk.getByRole('tab', { name: 'Overview' }).click();
    await desk.getByTestId('summary').getByRole('link', { name: 'of 2 passed' }).click();
    await desk.getByRole('tab', { name: 'Files' }).click();
    await desk.getByRole('button', { name: 'src/main.rs' }).click();
    await expectText(desk.getByTestId('diff')).toMatch(/-\s*println!.*41[^]*\+\s*println!.*14/);
    await expectAccessible(desk);
    await desk.getByRole('tab', { name: 'Models' }).click();
    await expectText(desk.getByTestId('model-call')).toContain(QUESTION);
    await expectText(desk.getByTestId('model-call').locator('.answer')).toContain('14 days');
    await expectAccessible(desk);
    await desk.getByRole('tab', { name: 'Notes' }).click();
    await expectText(desk.getByTestId('journal')).toMatch(/supported/);
    await expectText(desk.getByTestId('journal')).toContain(HYPOTHESIS);
    await expectAccessible(desk);
  });

  test('messages, questions and constraints are shown with their moments', async () => {
    await desk.keyboard.press('9');
    const messages = desk.getByTestId('messages');
    await expectText(messages).toContain('Customers are waiting');
    await expectText(messages).toContain(REPLY);
    await expectAccessible(desk);
    const before = await desk.getByTestId('cursor-seq').innerText();
    await messages.getByRole('button', { name: 'brought by event' }).click();
    await expectText(desk.getByTestId('cursor-seq')).not.toBe(before);
    await desk.getByRole('tab', { name: 'Questions' }).click();
    await desk.keyboard.press('End');
    const questions = desk.getByTestId('questions');
    await expectText(questions).toContain(ANSWER);
    await expectText(questions).toContain('Names what would have shown it.');
    await expectText(questions).toContain(LAST_ANSWER);
    await expectText(questions).toContain('after the first change of “src/main.rs”');
    await expectAccessible(desk);
    await desk.getByRole('tab', { name: 'Constraints' }).click();
    const constraints = desk.getByTestId('constraints');
    await expectText(constraints).toMatch(/✓ kept[^]*The check prompts-untouched[^]*✓ pass/);
    await expectAccessible(desk);
    await desk.keyboard.press('1');
    await expectText(desk.getByTestId('summary')).toContain('2 of 2 answered');
    await expectText(desk.getByTestId('summary')).toContain('1 reply');
  });

  test('everything is searched, and a hit leads to its moment', async () => {
    await desk.keyboard.press('/');
    await desk.keyboard.type('Customers are waiting');
    const found = desk.getByTestId('found');
    await expectText(found).toContain('found, in order of time');
    await expectAccessible(desk);
    await desk.getByRole('list', { name: 'Hits' }).getByRole('button').first().click();
    await expectText(desk.getByTestId('messages')).toContain('Customers are waiting');
    await desk.keyboard.press('n');
    await desk.keyboard.press('/');
    await desk.keyboard.press('Escape');
    await expectText(desk.getByTestId('search-state')).toBe('');
    await desk.keyboard.press('Escape');
  });

  test('what the pipeline did not tell is said to be missing', async () => {
    await desk.getByRole('tab', { name: 'Pipeline' }).click();
    await expectText(desk.getByTestId('pipeline')).toContain('no span came');
    await expectAccessible(desk);
  });

  test('an incomplete review says what is missing', async () => {
    await desk.getByRole('button', { name: 'Submit review' }).click();
    const flaws = desk.getByTestId('flaws');
    await expectText(flaws).toContain('"Evidence before change" is not scored');
    await expectText(flaws).toContain('"Cause" is not scored');
    await expectText(flaws).toContain('the final score and its reason are missing');
    await expectAccessible(desk);
  });

  test('the rubric is filled in by the keyboard alone', async () => {
    for (const [id, title] of [
      ['evidence', 'Evidence before change'],
      ['cause', 'Cause'],
      ['question:why', 'Answer: Why did nobody notice?'],
      ['question:next', 'Answer: What would you do tomorrow?'],
    ]) {
      await tabTo(desk, criterion(id).getByRole('button', { name: title }));
      await desk.keyboard.press('Enter');
      await desk.keyboard.press('p');
      await expect.poll(() => criterion(id).getByLabel('What one sees there').count()).toBe(1);
      await desk.keyboard.press('Tab');
      await desk.keyboard.press('ArrowDown');
      await expect.poll(() => criterion(id).getByRole('radio', { checked: true }).count()).toBe(1);
      await tabTo(desk, criterion(id).getByLabel(`Reason for ${title}`));
      await desk.keyboard.type(`They do: ${id}.`);
    }
    await tabTo(desk, desk.getByLabel('Final score, 0 to 100'));
    await desk.keyboard.type('87');
    await tabTo(desk, desk.getByLabel('Reason for the final score'));
    await desk.keyboard.type('Found and repaired in one go.');
    await expectText(desk.getByTestId('review-saved')).toMatch(/^saved/);
    await expectAccessible(desk);
  });

  test('what is written survives a reload, and is submitted', async () => {
    await desk.reload();
    await expect.poll(() => desk.getByLabel('Final score, 0 to 100').inputValue()).toBe('87');
    await desk.getByRole('button', { name: 'Submit review' }).click();
    await expectText(desk.getByRole('region', { name: 'Review' })).toContain('submitted');
    await expectText(desk.getByRole('banner')).toContain('Reviewed');
  });

  test('the report says it all, on paper too', async () => {
    await desk.getByRole('link', { name: 'Open the report' }).click();
    await expectText(desk.getByTestId('report-final')).toContain('87 of 100');
    const report = expectText(desk.getByRole('main'));
    await report.toContain(FINAL_NOTE);
    await report.toContain('They do: evidence.');
    await report.toContain(ANSWER);
    await report.toContain('A strong answer shows: A test of the number.');
    await report.toContain(REPLY);
    await expectAccessible(desk);
    const print = desk.getByRole('button', { name: 'Print' });
    expect(await print.isVisible()).toBe(true);
    await desk.emulateMedia({ media: 'print', colorScheme: 'light' });
    expect(await print.isVisible()).toBe(false);
    expect(await desk.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe(
      'rgb(0, 0, 0)',
    );
    await desk.emulateMedia({ media: 'screen' });
  });
});

test('signed out, nothing is shown', async () => {
  await desk.getByRole('link', { name: 'Back to the desk' }).click();
  await desk.getByRole('link', { name: 'Sessions' }).click();
  const session = await desk.getByTestId('sessions').getByRole('link').first().getAttribute('href');
  await desk.getByRole('button', { name: 'Sign out' }).click();
  await desk.waitForURL('**/sign-in');
  await desk.goto(`${service.base}${session}`);
  await desk.waitForURL('**/sign-in?next=*');
});

test('no page complained', () => {
  expect(practitioner.troubles).toEqual([]);
  expect(candidate.troubles).toEqual([]);
});
