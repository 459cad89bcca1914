// From blind reviews to a final score: two who differ, one who reads the report.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectText, isFocused } from './hands';
import { handIn, Practitioner } from './people';
import { Service, TINY } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const LABEL = 'Ada Nym, second try';
const NOTE = 'The digits were swapped. Recall rose to 0.9, <b>I measured it</b>.';
const CLAIM = 'Recall rose to 0.9';

const service = new Service(TINY);
let browser: Browser;
let person: Person;
let page: Page;
let session = '';

beforeAll(async () => {
  await service.start();
  for (const name of ['vera', 'gus', 'hana']) service.addUser(name, PASSWORD);
  browser = await launch();
  person = await Person.arrive(browser, service.base);
  page = person.page;
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await page.screenshot({ path: join(RESULTS, 'reviewer.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

async function signIn(name: string): Promise<void> {
  await page.goto(`${service.base}/sign-in`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sessions');
}

test('somebody else hands in, and somebody else reviews it first', async () => {
  const gus = await Practitioner.signIn(service.base, 'gus', PASSWORD);
  const invitation = await gus.invite(LABEL);
  session = invitation.session;
  await handIn(service.base, invitation.link, NOTE);
  const state = async () => (await gus.view(session)).row.state;
  await expect.poll(state, { timeout: 110_000, interval: 500 }).toBe('checked');
  await gus.review(session, 0, 20, 'Nothing of it was shown.');
}, 150_000);

describe('a reviewer is blind', () => {
  test('the list withholds the name and the score', async () => {
    await signIn('vera');
    const row = page.getByTestId('sessions').getByRole('row').nth(1);
    await expectText(row).toContain('withheld');
    await expectText(row).toContain('Ready for review');
    expect(await row.innerText()).not.toContain(LABEL);
    await expectAccessible(page);
  });

  test('the report says why there is none yet', async () => {
    person.tolerate(/status of 403/);
    await page.goto(`${service.base}/sessions/${session}/report`);
    await expectText(page.getByRole('main')).toContain('Withheld until you submit your review');
    await expectAccessible(page);
  });

  test('the desk withholds what checks found', async () => {
    await page.getByRole('link', { name: 'Review the session' }).click();
    await page.getByRole('tab', { name: 'Checks' }).click();
    await expectText(page.getByTestId('checks')).toContain(
      'withheld until you submit your own review',
    );
    expect(await page.locator('body').innerText()).not.toMatch(/pass\b|Ada Nym/);
    await expectAccessible(page);
  });
});

describe('claims and scores', () => {
  const claims = () => page.getByTestId('claims');
  const note = () => page.getByRole('textbox', { name: 'The final note' });

  test('a claim is marked and proven by the keyboard alone', async () => {
    await page.getByRole('tab', { name: 'Checks' }).focus();
    await page.keyboard.press('w');
    await expect.poll(() => note().count()).toBe(1);
    await expect.poll(() => isFocused(note())).toBe(true);
    // What the candidate wrote is text.
    await expectText(note()).toContain('<b>I measured it</b>');
    const at = NOTE.indexOf(CLAIM);
    await page.keyboard.press('Control+Home');
    for (let step = 0; step < at; step++) await page.keyboard.press('ArrowRight');
    for (let step = 0; step < CLAIM.length; step++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('x');
    await expectText(claims()).toContain(`“${CLAIM}”`);
    await expectText(note().locator('mark.contradicted')).toBe(CLAIM);
    await page.keyboard.press('p');
    await expect.poll(() => claims().getByLabel('What it shows').count()).toBe(1);
    await expectText(page.getByTestId('pin-said')).toContain(`Pinned to “Claim: ${CLAIM}”`);
    await expectAccessible(page);
  });

  test('the review goes in, and what was withheld is shown', async () => {
    for (const card of await page.locator('[data-criterion]').all()) {
      const id = (await card.getAttribute('data-criterion')) ?? '';
      if (id.startsWith('claim:') || id === 'final') continue;
      await card.getByRole('button').first().click();
      await card.getByRole('radio').nth(1).check();
      for (const item of await card.locator('[data-item]').all())
        await item.getByRole('radio', { name: 'seen', exact: true }).check();
      await card.getByPlaceholder('because').fill(`Seen: ${id}.`);
    }
    await page.getByLabel('Final score, 0 to 100').fill('80');
    await page.getByLabel('Reason for the final score').fill('Found, not measured.');
    const departs = page.getByTestId('departure').getByRole('textbox');
    if ((await departs.count()) > 0) await departs.fill('The levels say too little.');
    await page.getByRole('button', { name: 'Submit review' }).click();
    await page.getByRole('button', { name: 'Submit for good' }).click();
    await expectText(page.getByTestId('review-submitted')).toContain('submitted');
    await expectText(page.getByRole('banner')).toContain(LABEL);
    await page.getByRole('tab', { name: 'Checks' }).click();
    await expectText(page.getByTestId('checks')).toMatch(/✓ pass|✗ fail/);
  });
});

describe('two reviews that differ', () => {
  test('the report shows the spread and no score', async () => {
    await page.getByRole('link', { name: 'Open the report' }).click();
    await expectText(page.getByTestId('report-final')).toMatch(
      /No score yet: 2 reviews are too far apart[^]*from 20 to 80[^]*Found, not measured\./,
    );
    await expectText(page.getByTestId('differences')).toMatch(
      /Final score: 60 points apart[^]*20 of 100[^]*80 of 100/,
    );
    await expectText(page.getByTestId('report-claims')).toContain(`contradicted: “${CLAIM}”`);
    await expectText(page.getByTestId('report-note').locator('mark')).toContain(CLAIM);
    expect(await page.getByRole('button', { name: 'Decide' }).count()).toBe(0);
    await expectAccessible(page);
  });

  test('a discussion opens the decision, which says who and why', async () => {
    for (const name of ['gus', 'vera']) await page.getByRole('checkbox', { name }).check();
    await page.getByLabel('Outcome of the discussion').fill('The measurement is missing.');
    await page.getByRole('button', { name: 'Save the discussion' }).click();
    await page.getByLabel('The final score, 0 to 100').fill('55');
    await page.getByLabel('Why this score').fill('Half of it is shown.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Decide' }).click();
    await expectText(page.getByTestId('report-final')).toMatch(
      /55 of 100, decided by vera[^]*Discussed before by gus and vera[^]*Half of it is shown/,
    );
    await expectText(page.getByTestId('history')).toContain('gus, vera discussed it');
    await expectAccessible(page);
  });

  test('a score is reopened, and its history stays', async () => {
    await page.getByLabel('Why it is reopened').fill('A second look.');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await expectText(page.getByTestId('report-final')).toContain('No score yet');
    await expectText(page.getByTestId('history')).toMatch(/final score 55[^]*reopened/);
  });

  test('a slip is corrected in the open, and the blind review stays', async () => {
    await page.getByRole('button', { name: 'Correct a slip in your review' }).click();
    await page
      .getByRole('combobox', { name: 'What' })
      .selectOption({ label: 'Final score (now 80)' });
    await page.getByLabel('The score that you meant, 0 to 100').fill('45');
    await page.getByLabel('Why it is corrected').fill('I typed the wrong digits.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save the correction' }).click();
    await expectText(page.getByTestId('history')).toContain(
      'corrected the final score from 80 to 45: I typed the wrong digits.',
    );
    await expectText(page.getByTestId('report-final')).toContain('from 20 to 45');
    await expectText(page.getByTestId('report-corrected')).toContain('1 correction');
    await expectText(page.getByTestId('report-review').last()).toContain('Corrected from 80');
  });

  test('the page prints without its controls', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.getByTestId('anchor').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });
});

describe('calibration', () => {
  test('an anchor is set, and one session shows where two reviewers differ', async () => {
    await page.getByRole('button', { name: 'Make this an anchor…' }).click();
    await page.getByLabel('Final score', { exact: true }).fill('78');
    await page.getByLabel('Why these scores').fill('All agreed.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Make it an anchor' }).click();
    await expectText(page.getByTestId('anchor')).toContain('final score 78');
    await page.goto(`${service.base}/calibration`);
    await expectText(page.getByTestId('calibration-basis')).toContain('Based on 1 session');
    // Its reviews are too far apart, so it has no score to compare.
    await expectText(page.getByRole('main')).toContain('No session that you may see has a score');
    await expectText(page.getByTestId('raw-pairs')).toContain('20 and 80: 60 points apart');
    await expectText(page.getByTestId('statistics-later')).toContain('from 5 sessions on');
    expect(await page.getByTestId('agreement').count()).toBe(0);
    await expectText(page.getByRole('main')).toMatch(/gus: ✗ missed[^]*vera: ✓ passed/);
    await expectAccessible(page);
  });
});

describe('the file', () => {
  test('opens without a server, and what was written in it is text', async () => {
    const file = service.exportReport(session);
    expect(readFileSync(file, 'utf8')).not.toMatch(/<script|<b>|http:|https:/);
    const reader = await Person.arrive(browser, service.base);
    await reader.page.goto(`file://${file}`);
    await expectText(reader.page.locator('main')).toContain('<b>I measured it</b>');
    await expectText(reader.page.locator('main')).toContain('discussed: The measurement');
    await expectAccessible(reader.page);
    expect(reader.troubles).toEqual([]);
  });
});

describe('somebody who will not review', () => {
  test('chooses to see everything, and is told what that means', async () => {
    await page.goto(`${service.base}/sessions`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await signIn('hana');
    await page.goto(`${service.base}/sessions/${session}/report`);
    await page.getByRole('button', { name: 'See everything instead…' }).click();
    await expectText(page.getByRole('main')).toContain('can no longer review it');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'See everything now' }).click();
    await expectText(page.getByRole('heading', { level: 1 })).toContain(LABEL);
    await page.getByRole('link', { name: 'Back to the desk' }).click();
    await expectText(page.getByRole('region', { name: 'Review' })).toContain('cannot review it');
  });
});

test('no page complained', () => {
  expect(person.troubles).toEqual([]);
});
