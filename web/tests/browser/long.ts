// The desk on a session of eight hours: how soon there is something to look at, and how soon a
// moment is there. Times are printed, not asserted: the machine may be busy with something else.
// ASSAY_LONG_SCALE makes less of everything, for a quick run.

import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectScreen, expectText } from './hands';
import { OWN, Service } from './service';

const PASSWORD = 'three plain words here';
const RESULTS = resolve(import.meta.dirname, '../../test-results');
const SCALE = process.env.ASSAY_LONG_SCALE ?? '1';
const MAKING_MS = 900_000;
const SEEKS = 20;

const service = new Service(OWN);
let browser: Browser;
let person: Person;
let desk: Page;
let session = '';

beforeAll(async () => {
  session = service.longTrace(SCALE);
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
  person = await Person.arrive(browser, service.base);
  desk = person.page;
  await person.signIn(service.base, 'vera', PASSWORD);
}, MAKING_MS);

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await desk.screenshot({ path: join(RESULTS, 'long.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

/** Milliseconds until the first screen says what happened. */
async function opened(): Promise<number> {
  const before = performance.now();
  await desk.goto(`${service.base}/sessions/${session}`);
  await desk.getByTestId('summary').getByRole('link').first().waitFor();
  await desk.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  return Math.round(performance.now() - before);
}

test(
  'it opens, the first time once it is indexed',
  async () => {
    const first = await opened();
    await expect.poll(() => desk.getByText(/^indexing/).count(), { timeout: MAKING_MS }).toBe(0);
    console.log(`first screen, not indexed yet: ${first} ms`);
    await desk.goto(`${service.base}/sessions`);
    console.log(`first useful screen: ${await opened()} ms`);
    await expectText(desk.getByTestId('summary')).toContain('Commands');
    await expectAccessible(desk);
  },
  MAKING_MS,
);

test('any moment is there at once', async () => {
  await desk.getByRole('tab', { name: 'Terminal' }).click();
  const { width } = (await desk.getByTestId('timeline').boundingBox())!;
  const seq = desk.getByTestId('cursor-seq');
  const times: number[] = [];
  for (let index = 1; index <= SEEKS; index++) {
    const before = await seq.innerText();
    const answered = desk.waitForResponse((response) => response.url().includes('/moment?'));
    const since = performance.now();
    const x = (((index * 7) % SEEKS) + 0.5) * (width / SEEKS);
    await desk.getByTestId('timeline').click({ position: { x, y: 22 } });
    await answered;
    times.push(Math.round(performance.now() - since));
    await expectText(seq).not.toBe(before);
  }
  times.sort((left, right) => left - right);
  console.log(`a moment: median ${times[SEEKS / 2]} ms, worst ${times.at(-1)} ms`);
  await expectScreen(desk, 'replay-terminal').toMatch(/\S/);
});

test('idle stretches are folded, and unfold', async () => {
  const fold = desk.getByLabel('fold idle');
  expect(await fold.isChecked()).toBe(true);
  await desk.getByTestId('timeline').focus();
  await desk.keyboard.press('f');
  expect(await fold.isChecked()).toBe(false);
  await desk.keyboard.press('f');
});

test('it zooms to a second and back', async () => {
  const timeline = desk.getByTestId('timeline');
  const shown = async () => {
    const [from, to] = (await timeline.getAttribute('data-visible'))!.split('-').map(Number);
    return to - from;
  };
  // Unfolded: a second beside a folded stretch shows the ends of that as well.
  await desk.keyboard.press('f');
  const whole = await shown();
  for (let pressed = 0; pressed < 16; pressed++) await desk.keyboard.press('+');
  await expect.poll(shown).toBeLessThan(1_100_000);
  await desk.keyboard.press('0');
  await expect.poll(shown).toBe(whole);
  await desk.keyboard.press('f');
});

test('it plays fast without holding the trace', async () => {
  const time = desk.getByTestId('cursor-time');
  for (let pressed = 0; pressed < 5; pressed++) await desk.keyboard.press('>');
  const before = await time.innerText();
  await desk.keyboard.press(' ');
  await expectText(time).not.toBe(before);
  await desk.waitForTimeout(3000);
  await desk.keyboard.press(' ');
  const heap = await desk.evaluate(
    () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );
  console.log(`played from ${before} to ${await time.innerText()}; heap ${heap >> 20} MiB`);
  expect(heap).toBeLessThan(200 * 1024 * 1024);
});

test('its files, calls and events are paged', async () => {
  await desk.keyboard.press('End');
  for (const [key, name] of [
    ['3', 'Changed files'],
    ['5', 'Calls'],
  ]) {
    await desk.keyboard.press(key);
    const rows = desk.getByRole('list', { name }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBeGreaterThan(5);
    expect(await rows.count()).toBeLessThan(80);
    await expectAccessible(desk);
  }
  await desk.keyboard.press('7');
  const rows = desk.getByTestId('events').getByRole('row');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  expect(await rows.count()).toBeLessThan(80);
});

test('no page complained', () => {
  expect(person.troubles).toEqual([]);
});
