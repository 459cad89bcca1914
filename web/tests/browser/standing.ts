// How a session stands: paused, given more time, withdrawn. Two candidates, and the practitioner who
// invited them.

import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectScreen, expectText, isFocused, screen, tabTo, typeLine } from './hands';
import { begin, Practitioner } from './people';
import { Service, TINY } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const [ADA, BO] = ['Ada, who pauses', 'Bo, who leaves'];
const POWER_CUT = 'Your power failed for half an hour';
const POSITION_FILLED = 'The position is filled';
const NO_TIME = 'I have no time this week';

// Otherwise the list withholds the labels from whoever may review.
const service = new Service(TINY, ['--blind', 'off']);
let browser: Browser;
const people: Person[] = [];
let list: Page;
let ada: Page;
let bo: Page;
let adaLink = '';
let boLink = '';

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  const vera = await Practitioner.signIn(service.base, 'vera', PASSWORD);
  adaLink = (await vera.invite(ADA)).link;
  boLink = (await vera.invite(BO)).link;
  browser = await launch();
  for (let many = 0; many < 3; many++) people.push(await Person.arrive(browser, service.base));
  // A terminal may ask once more before its page knows that the session is over.
  for (const person of people) person.tolerate(/WebSocket.* response code: 409/);
  [list, ada, bo] = people.map((person) => person.page);
  await people[0].signIn(service.base, 'vera', PASSWORD);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await list.screenshot({ path: join(RESULTS, 'standing-list.png') });
  await ada.screenshot({ path: join(RESULTS, 'standing-ada.png') });
  await bo.screenshot({ path: join(RESULTS, 'standing-bo.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

const rowOf = (label: string) => list.getByTestId('sessions').getByRole('row', { name: label });

/** Seconds left, as the page shows them. */
async function left(): Promise<number> {
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d) left$/.exec(
    await ada.getByTestId('time-left').innerText(),
  )!;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** Waits until the page has asked the service again, twice: seconds go by in between. */
async function askedTwice(page: Page): Promise<void> {
  for (let times = 0; times < 2; times++) {
    await page.waitForResponse((it) => new URL(it.url()).pathname === '/api/candidate');
  }
}

/** What is said about a field that is wrong, which whoever cannot see it hears with the field. */
async function expectComplaint(field: Locator) {
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  expect(await isFocused(field)).toBe(true);
  const said = await field.getAttribute('aria-describedby');
  return expect(await list.locator(`[id="${said}"]`).innerText());
}

describe('a pause', () => {
  const pause = () => ada.getByTestId('pause');
  let before = 0;

  test('is made by the keyboard alone, and says what it means', async () => {
    await begin(service.base, adaLink);
    await ada.goto(adaLink);
    const line = ada.getByTestId('status-line');
    await expectScreen(ada).toContain('$');
    await typeLine(ada, 'echo before-$((1 + 1))');
    await expectScreen(ada).toMatch(/^before-2$/m);
    await expectText(ada.getByTestId('saved-state')).toBe('✓ saved');
    const place = await line.boundingBox();
    await ada.keyboard.press('Control+Shift+ArrowUp');
    await tabTo(ada, pause(), 'Shift+Tab');
    await ada.keyboard.press('Enter');
    await expectText(pause()).toContain('Resume');
    before = await left();
    await expectText(line).toMatch(/Paused since [\d:]+: your clock is stopped/);
    await expectText(line).toContain('nothing can be typed or saved');
    await expectText(ada.getByTestId('saved-state')).toBe('paused');
    expect(await line.boundingBox()).toEqual(place);
    expect(await isFocused(pause())).toBe(true);
    await expectAccessible(ada);
  });

  test('stops the clock', async () => {
    await askedTwice(ada);
    expect(await left()).toBe(before);
  });

  test('a terminal takes nothing, and says why', async () => {
    const shown = await screen(ada);
    await typeLine(ada, 'echo lost-$((2 + 2))');
    const refusal = ada.getByTestId('terminal-1').getByRole('alert');
    await expectText(refusal).toContain('Not typed: the sandbox is stopped.');
    expect(await screen(ada)).toBe(shown);
    await expectAccessible(ada);
  });

  test('ends by the keyboard; the terminal goes on, and no time is lost', async () => {
    await ada.keyboard.press('Control+Shift+ArrowUp');
    await tabTo(ada, pause(), 'Shift+Tab');
    const resumed = Date.now();
    await ada.keyboard.press('Enter');
    await expectText(pause()).toContain('Pause');
    await expect.poll(left).toBeLessThan(before);
    const lost = before - (await left());
    // What is shown are whole seconds.
    expect(lost).toBeLessThanOrEqual((Date.now() - resumed) / 1000 + 1);
    expect(await ada.getByTestId('terminal-1').getByRole('alert').count()).toBe(0);
    await ada.keyboard.type('echo after-$((3 + 4))\n');
    await expectScreen(ada).toMatch(/^after-7$/m);
    expect(await screen(ada)).not.toContain('lost');
  });
});

describe('more time', () => {
  const manage = () => list.getByTestId('manage');
  const why = () => manage().getByLabel('Why');

  test('needs a reason and a number, which is said at the field', async () => {
    await list.reload();
    await rowOf(ADA).getByRole('button', { name: 'Manage' }).press('Enter');
    await manage().getByRole('button', { name: 'Give more time' }).click();
    (await expectComplaint(why())).toContain('Say why');
    await expectAccessible(list);
    const minutes = manage().getByLabel('More minutes');
    await minutes.fill('0');
    await why().fill(POWER_CUT);
    await list.keyboard.press('Enter');
    (await expectComplaint(minutes)).toContain('from 1 to 480');
    expect(await why().getAttribute('aria-invalid')).toBe(null);
    await minutes.fill('30');
  });

  test('is given, and its record is beside it', async () => {
    await why().press('Enter');
    await expectText(manage().getByRole('status')).toContain('30 more minutes given.');
    await expectText(manage().getByTestId('history')).toMatch(
      /paused[^]*resumed[^]*extended\s+30 more minutes from vera: Your power failed/,
    );
    await expectAccessible(list);
  });

  test('the candidate sees it, and why', async () => {
    const line = ada.getByTestId('status-line');
    await expectText(line).toContain(`You have 30 more minutes: ${POWER_CUT}`);
    expect(await left()).toBeGreaterThan(30 * 60);
    await expectAccessible(ada);
    await line.getByRole('button', { name: 'Dismiss' }).click();
    await expectText(line).not.toContain(POWER_CUT);
  });
});

describe('the practitioner withdraws', () => {
  const form = () => list.getByRole('form', { name: 'Withdraw' });

  test('with a reason, and asked once more', async () => {
    await form().getByRole('button', { name: 'Withdraw…' }).click();
    const field = form().getByLabel('Withdraw, because');
    (await expectComplaint(field)).toContain('Say why');
    await field.fill(POSITION_FILLED);
    await list.keyboard.press('Enter');
    const warning = list.getByTestId('manage').getByText('its sandbox is removed');
    await warning.waitFor();
    await expectAccessible(list);
    await form().getByRole('button', { name: 'Not now' }).press('Enter');
    await expect.poll(() => warning.count()).toBe(0);
    expect(await isFocused(field)).toBe(true);
    await form().getByRole('button', { name: 'Withdraw…' }).press('Enter');
    await form().getByRole('button', { name: 'Withdraw for good' }).press('Enter');
    await expectText(rowOf(ADA)).toContain('Withdrawn');
    expect(await isFocused(rowOf(ADA).getByRole('link').first())).toBe(true);
    expect(await rowOf(ADA).getByRole('button', { name: 'Manage' }).count()).toBe(0);
    await expectText(rowOf(BO)).toContain('Invited');
    await expectAccessible(list);
  });

  test('the candidate reads who and why, and has nothing to type into', async () => {
    const end = ada.getByTestId('withdrawn');
    const said = `The company that invited you withdrew this session. Reason given: “${POSITION_FILLED}”`;
    await expectText(end).toContain(said);
    expect(await isFocused(end.getByRole('heading'))).toBe(true);
    await expectAccessible(ada);
    await ada.goto(adaLink);
    await expectText(end).toContain(said);
    expect(await ada.getByRole('textbox').count()).toBe(0);
    expect(service.sandboxes()).toEqual([]);
  });
});

describe('a candidate withdraws', () => {
  test('after they have read what that means', async () => {
    await begin(service.base, boLink);
    await bo.goto(boLink);
    await bo.getByRole('button', { name: 'Hand in', exact: true }).click();
    const panel = bo.getByTestId('withdraw-panel');
    await bo.getByTestId('withdraw').press('Enter');
    await expectText(panel).toContain('Nothing is handed in, checked or scored.');
    const reason = bo.getByLabel('Reason (optional)');
    expect(await isFocused(reason)).toBe(true);
    await expectAccessible(bo);
    await panel.getByRole('button', { name: 'Stay' }).press('Enter');
    await expect.poll(() => panel.count()).toBe(0);
    expect(await isFocused(bo.getByTestId('withdraw'))).toBe(true);
    await bo.keyboard.press('Enter');
    await bo.keyboard.type(NO_TIME);
    await panel.getByRole('button', { name: 'Withdraw for good' }).press('Enter');
    const end = bo.getByTestId('withdrawn');
    await expectText(end).toContain(`You withdrew. Reason given: “${NO_TIME}”`);
    await expectText(end).toContain('What was recorded until then stays');
    expect(await bo.getByRole('textbox').count()).toBe(0);
    await expectAccessible(bo);
  });

  test('both are withdrawn in the list, and no sandbox is left', async () => {
    await list.reload();
    for (const label of [ADA, BO]) await expectText(rowOf(label)).toMatch(/Withdrawn.*withdrawn /s);
    await expectAccessible(list);
    await expect.poll(() => service.sandboxes()).toEqual([]);
  });
});

test('no page complained', () => {
  expect(people.flatMap((person) => person.troubles)).toEqual([]);
});
