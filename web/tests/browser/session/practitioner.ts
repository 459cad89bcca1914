// The practitioner's half: replay, review and report.

import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, type Person } from '../browser';
import { expectScreen, expectText, isFocused, screen } from '../hands';
import { ANSWER, FINAL_NOTE, HYPOTHESIS, LAST_ANSWER, QUESTION, REPLY, type Story } from './story';

/** Tells how a practitioner replays a session and judges it. */
export const practitionerJudges = (story: Story) => () => {
  let practitioner: Person;
  let desk: Page;

  beforeAll(() => {
    ({ practitioner, desk } = story);
  });

  const criterion = (id: string) => desk.locator(`[data-criterion="${id}"]`);
  const item = (id: string) => criterion('cause').locator(`[data-item="item:cause/${id}"]`);

  /** Marks both items of the cause, from its title and back to it; the level follows. */
  async function markItems(): Promise<void> {
    await desk.keyboard.press('j');
    await expect.poll(() => isFocused(item('said'))).toBe(true);
    await desk.keyboard.press('1');
    await expectText(criterion('cause').getByTestId('items-say')).toContain(
      '1 item without a mark',
    );
    await desk.keyboard.press('p');
    await expect.poll(() => item('said').getByLabel('What it shows').count()).toBe(1);
    await desk.keyboard.press('j');
    await expect.poll(() => isFocused(item('shown'))).toBe(true);
    await desk.keyboard.press('3');
    await expectText(criterion('cause').getByTestId('items-say')).toBe(
      'Level 0 follows from the items.',
    );
    await desk.keyboard.press('1');
    await expectText(criterion('cause').getByTestId('items-say')).toBe(
      'Level 1 follows from the items.',
    );
    await expectAccessible(desk);
    await desk.keyboard.press('Shift+N');
  }

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
    await desk.keyboard.press('j');
    await desk.keyboard.press('j');
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
    await desk.keyboard.press('j');
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
    await messages.getByRole('button', { name: 'triggered by event' }).click();
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
    await expectText(desk.getByTestId('pipeline')).toContain('no span of a question came');
    await expectAccessible(desk);
  });

  test('an incomplete review says what is missing', async () => {
    await desk.getByRole('button', { name: 'Submit review' }).click();
    const flaws = desk.getByTestId('flaws');
    await expectText(flaws).toContain('"Evidence before change" is not scored');
    await expectText(flaws).toContain('"Cause" is not scored');
    await expectText(flaws).toContain('the final score and its reason are missing');
    await expectAccessible(desk);
    await desk.keyboard.press('Escape');
    await expect.poll(() => desk.getByTestId('review-summary').count()).toBe(0);
    expect(await isFocused(desk.getByRole('button', { name: 'Submit review' }))).toBe(true);
  });

  test('the rubric is filled in by the keyboard alone', async () => {
    await desk.getByTestId('timeline').focus();
    // One key leads there.
    await desk.keyboard.press('r');
    for (const [id, title] of [
      ['evidence', 'Evidence before change'],
      ['cause', 'Cause'],
      ['question:why', 'Answer: Why did nobody notice?'],
      ['question:next', 'Answer: What would you do tomorrow?'],
    ]) {
      const heading = criterion(id).getByRole('button', { name: title });
      await expect.poll(() => isFocused(heading)).toBe(true);
      await desk.keyboard.press('p');
      await expect.poll(() => criterion(id).getByLabel('What it shows').count()).toBe(1);
      await expectText(desk.getByTestId('pin-said')).toContain(`Pinned to “${title}”`);
      if (id === 'cause') await markItems();
      else await desk.keyboard.press('1');
      await expect
        .poll(() => criterion(id).getByRole('radio', { checked: true }).count())
        .toBe(id === 'cause' ? 3 : 1);
      await desk.keyboard.press('b');
      await expect
        .poll(() => isFocused(criterion(id).getByLabel(`Reason for ${title}`)))
        .toBe(true);
      await desk.keyboard.type(`They do: ${id}.`);
      await desk.keyboard.press('Escape');
      await expect.poll(() => isFocused(heading)).toBe(true);
      await desk.keyboard.press('n');
    }
    await expect
      .poll(() => isFocused(desk.getByRole('heading', { name: 'Final score' })))
      .toBe(true);
    await desk.keyboard.press('b');
    await desk.keyboard.type('87');
    await desk.keyboard.press('Tab');
    await desk.keyboard.type('Found and repaired in one go.');
    // 100 by the levels: what is so far from that has a reason of its own.
    await expectText(desk.getByTestId('departure')).toContain('The levels add up to 100');
    await desk.keyboard.press('Tab');
    await desk.keyboard.type('Not measured twice.');
    await expectText(desk.getByTestId('review-saved')).toMatch(/^saved/);
    await expectAccessible(desk);
    await desk.keyboard.press('Escape');
    await desk.keyboard.press('r');
    await expect.poll(() => isFocused(desk.getByTestId('timeline'))).toBe(true);
  });

  test('a pin is taken back by a key', async () => {
    await desk.keyboard.press('r');
    await desk.keyboard.press('k');
    const pins = criterion('question:next').getByLabel('What it shows');
    await expect.poll(() => pins.count()).toBe(1);
    await desk.keyboard.press('ArrowLeft');
    await desk.keyboard.press('p');
    await expect.poll(() => pins.count()).toBe(2);
    await desk.keyboard.press('u');
    await expect.poll(() => pins.count()).toBe(1);
    await expectText(desk.getByTestId('pin-said')).toContain('No longer pinned to');
    await desk.keyboard.press('Escape');
  });

  test('a review in two pages: both are shown, and a person chooses', async () => {
    practitioner.tolerate(/status of 409/);
    // What this page changed last is kept before the other page reads it.
    await expectText(desk.getByTestId('review-saved')).toMatch(/^saved/);
    const other = await desk.context().newPage();
    await other.goto(desk.url());
    await other.getByLabel('Reason for the final score').fill('Written in the other page.');
    await expectText(other.getByTestId('review-saved')).toMatch(/^saved/);
    await other.close();
    await desk.getByLabel('Final score, 0 to 100').fill('88');
    const both = desk.getByTestId('two-reviews');
    await expectText(both).toContain('Written in the other page.');
    await expectAccessible(desk);
    await both.getByRole('radio', { name: '88: Found and repaired' }).check();
    await both.getByRole('button', { name: 'Continue with these' }).press('Enter');
    await desk.getByLabel('Final score, 0 to 100').fill('87');
    await expectText(desk.getByTestId('review-saved')).toMatch(/^saved/);
  });

  test('what is written survives a reload, and is submitted', async () => {
    await desk.reload();
    await expect.poll(() => desk.getByLabel('Final score, 0 to 100').inputValue()).toBe('87');
    await desk.getByRole('button', { name: 'Submit review' }).press('Enter');
    const summary = desk.getByTestId('review-summary');
    await expectText(summary).toContain('What you are about to submit');
    await expectText(summary.getByTestId('notable')).toContain('no claim of the final note');
    await expectText(summary).toMatch(/Your final score, \d+ points? (above|below) the levels/);
    await expectAccessible(desk);
    await summary.getByRole('button', { name: 'Submit for good' }).press('Enter');
    await expectText(desk.getByTestId('review-submitted')).toContain('submitted');
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
};
