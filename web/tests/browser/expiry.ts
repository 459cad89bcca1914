// Time runs out on somebody who types and does not pause: nothing of that is lost, and everyone who
// reads it knows that it is not finished.

import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectText } from './hands';
import { begin, Practitioner } from './people';
import { Service, TINY } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
/** From the service's start on: enough to open the note again, and to type. */
const LEFT_S = 15;
/** Between two keys, faster than anything is saved by itself. */
const KEY_MS = 150;
/** Keys of the last moment that may be missing: one request, and the time a page is ahead. */
const MISSING_MS = 2_000;

const service = new Service(TINY);
let browser: Browser;
let candidate: Person;
let reader: Person;
let bench: Page;
let session = '';
let typed = '';

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  const vera = await Practitioner.signIn(service.base, 'vera', PASSWORD);
  const invited = await vera.invite('Ada, who writes until the end');
  session = invited.session;
  await begin(service.base, invited.link);
  browser = await launch();
  candidate = await Person.arrive(browser, service.base);
  reader = await Person.arrive(browser, service.base);
  // The service is away once, and then the session is over.
  candidate.tolerateOutage();
  candidate.tolerate(/status of 409/);
  bench = candidate.page;
  await bench.goto(invited.link);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await bench.screenshot({ path: join(RESULTS, 'expiry-bench.png') });
  await reader.page.screenshot({ path: join(RESULTS, 'expiry-reader.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

test('a note that is written until time is up is handed in, as unfinished', async () => {
  await bench.getByRole('button', { name: 'Hand in', exact: true }).click();
  const note = bench.getByLabel('What was wrong');
  await note.fill('It was the number. ');
  await expectText(bench.getByTestId('submit-panel')).toContain('✓ saved');
  await service.kill();
  service.leave(session, LEFT_S);
  await service.start();
  await note.focus();
  await bench.keyboard.press('End');
  const over = bench.getByTestId('expired');
  for (let key = 0; (await over.count()) === 0; key++) {
    const letter = String.fromCharCode(97 + (key % 26));
    const left = await bench.getByTestId('time-left').allInnerTexts();
    await bench.keyboard.type(letter);
    // What comes after the end is nobody's.
    if (!left.join('').startsWith('0:00:00')) typed += letter;
    await bench.waitForTimeout(KEY_MS);
    expect(key).toBeLessThan((4 * LEFT_S * 1_000) / KEY_MS);
  }
  await expectText(over).toContain('Time ran out');
  const kept = await bench.locator('blockquote').innerText();
  expect(kept.startsWith('It was the number. abcdefghij')).toBe(true);
  const missing = typed.length - (kept.length - 'It was the number. '.length);
  expect(missing * KEY_MS).toBeLessThan(MISSING_MS);
  await expectAccessible(bench);
});

test('whoever reviews it reads that it is not finished', async () => {
  await reader.signIn(service.base, 'vera', PASSWORD);
  await reader.page.goto(`${service.base}/sessions/${session}`);
  await reader.page.getByRole('tab', { name: 'Final note' }).click();
  await expectText(reader.page.getByTestId('note-unfinished')).toContain('time ran out');
  await expectAccessible(reader.page);
});

test('no page complained', () => {
  expect(candidate.troubles).toEqual([]);
  expect(reader.troubles).toEqual([]);
});
