// The check curve and the palette, on a synthetic session whose curve is put into the database: what
// checks find is for the service's own tests, and would need sandboxes. Answers of a run under way
// are played by the test.

import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CurveView } from '../../src/api/types';
import { expectAccessible, launch, Person } from './browser';
import { expectText, tabTo } from './hands';
import { OWN, Service } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const CHECKS = ['builds', 'lexical-updated', 'lexical-removed', 'dense-shrunk', 'recall'];
/** A letter for each moment: pass, fail, error. The fault came back once, and one never went. */
const FOUND = ['ppfpp', 'ffepf', 'ffepf', 'fffff', 'ppppp'];

const service = new Service(OWN);
let browser: Browser;
let person: Person;
let desk: Page;
let session = '';
let moments: number[] = [];

beforeAll(async () => {
  session = service.longTrace('0.02');
  moments = service.putCurve(session, CHECKS, FOUND);
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
  person = await Person.arrive(browser, service.base);
  // A moment that is not indexed yet, and the refusal that a step below is about.
  person.tolerate(/status of 409/);
  desk = person.page;
  await person.signIn(service.base, 'vera', PASSWORD);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await desk.screenshot({ path: join(RESULTS, 'curve.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

async function open(view: string): Promise<void> {
  // A fragment alone would not load the page anew.
  await desk.goto(`${service.base}/sessions`);
  await desk.goto(`${service.base}/sessions/${session}#seq=2&view=${view}`);
  await desk.getByTestId('timeline').waitFor();
  await expect.poll(() => desk.getByText(/^indexing/).count()).toBe(0);
}

const seq = () => desk.getByTestId('cursor-seq');

/** Where a moment is on a check's stripe: unfolded, time is spread evenly. */
async function placeOf(check: string, moment: number): Promise<{ x: number; y: number }> {
  const timeline = desk.getByTestId('timeline');
  const [from, to] = (await timeline.getAttribute('data-visible'))!.split('-').map(Number);
  const time = await desk.evaluate(
    async ({ session, moment }) => {
      const answer = await fetch(`/api/sessions/${session}/check-curve`);
      return ((await answer.json()) as CurveView).points[moment].time;
    },
    { session, moment },
  );
  const lanes = (await timeline.boundingBox())!;
  const label = (await desk.locator('.labels .check', { hasText: check }).boundingBox())!;
  return {
    x: ((time - from) / (to - from)) * lanes.width,
    y: label.y - lanes.y + label.height / 2,
  };
}

/** Which colour leads in what is painted around a place of the timeline. */
function inkAt({ x, y }: { x: number; y: number }): Promise<string> {
  return desk.getByTestId('timeline').evaluate(
    (node, { x, y }) => {
      const canvas = node as HTMLCanvasElement;
      const ratio = canvas.width / canvas.clientWidth;
      const context = canvas.getContext('2d')!;
      const size = 8 * ratio;
      const { data } = context.getImageData(x * ratio - size / 2, y * ratio - size / 2, size, size);
      let [red, green] = [0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] > data[at + 1] + 60) red++;
        if (data[at + 1] > data[at] + 60) green++;
      }
      return red === green ? 'neither' : red > green ? 'red' : 'green';
    },
    { x, y },
  );
}

describe('who reviews blind', () => {
  test('is told that the curve is withheld, and asks for none', async () => {
    const asked: string[] = [];
    desk.on('request', (request) => asked.push(request.url()));
    await open('checks');
    await expectText(desk.getByTestId('checks')).toContain('check curve are withheld');
    expect(await desk.getByTestId('curve').count()).toBe(0);
    expect(await desk.locator('.labels .check').count()).toBe(0);
    expect(asked.filter((url) => url.includes('check-curve'))).toEqual([]);
    await expectAccessible(desk);
  });
});

describe('the check curve', () => {
  test('says when each fault went, and that one came back', async () => {
    await desk.evaluate(async (session) => {
      await fetch(`/api/sessions/${session}/unblind`, { method: 'POST' });
    }, session);
    await open('checks');
    const stories = desk.getByTestId('curve-stories');
    await expectText(stories).toMatch(
      /lexical-ids\s+there from the start; undetermined from .*; gone from .*; there again/,
    );
    await expectText(stories).toMatch(/dense-overwrite\s+there at every moment/);
    const row = desk.getByTestId('curve-table').getByRole('row', { name: /^lexical-updated/ });
    await expectText(row.getByRole('cell').nth(2)).toContain('undetermined');
    await expectText(row.getByRole('cell').nth(3)).toContain('pass');
    await expectAccessible(desk);
  });

  test('has a stripe for each check that turned, and none for what always passed', async () => {
    const stripes = desk.locator('.labels .check');
    await expect.poll(() => stripes.allInnerTexts()).toEqual(CHECKS.slice(0, 4));
    await desk.getByTestId('timeline').focus();
    await desk.keyboard.press('f');
    // Not the third, which is neither, nor the last, which the edge may cut.
    for (const [at, ink] of [
      [0, 'red'],
      [1, 'red'],
      [3, 'green'],
    ] as const) {
      const place = await placeOf('lexical-updated', at);
      await expect.poll(() => inkAt(place), { message: `moment ${at}` }).toBe(ink);
    }
  });

  test('leads from a sign to its moment, and from the table', async () => {
    const position = await placeOf('lexical-updated', 3);
    await desk.getByTestId('timeline').click({ position });
    await expectText(seq()).toBe(`event ${moments[3]}`.replace(/(\d)(\d{3})$/, '$1\u202f$2'));
    const second = desk.getByTestId('curve-table').getByRole('button').nth(1);
    await tabTo(desk, second);
    await desk.keyboard.press('Enter');
    await expectText(seq()).toBe(`event ${moments[1]}`.replace(/(\d)(\d{3})$/, '$1\u202f$2'));
    expect(await second.getAttribute('aria-current')).toBe('true');
    await desk.keyboard.press('f');
  });

  test('hides its stripes', async () => {
    const fold = desk.getByRole('button', { name: /^check curve/ });
    await fold.click();
    await expect.poll(() => desk.locator('.labels .check').count()).toBe(0);
    await fold.click();
    await expect.poll(() => desk.locator('.labels .check').count()).toBe(4);
  });
});

describe('running it', () => {
  const path = '**/check-curve';
  const none: CurveView = { state: { state: 'idle' }, points: [] };

  test('says what it costs, how far it is, and ends by itself', async () => {
    const point = { seq: moments[0], time: 0, outcomes: [] };
    const answers: CurveView[] = [
      { state: { state: 'running', done: 0, of: 0 }, points: [] },
      { state: { state: 'running', done: 1, of: 3 }, points: [] },
      { state: { state: 'failed', reason: 'no Docker Engine answers' }, points: [point] },
    ];
    let begun = false;
    let polls = 0;
    await desk.route(path, async (route) => {
      if (route.request().method() === 'POST') begun = true;
      else if (begun) polls++;
      const json = begun ? answers[Math.min(polls, answers.length - 1)] : none;
      await route.fulfill({ json });
    });
    await open('checks');
    const curve = desk.getByTestId('curve');
    await expectText(curve).toMatch(/takes minutes[^]*needs Docker/);
    await expectAccessible(desk);
    await curve.getByRole('button', { name: 'Run the check curve' }).click();
    await expectText(curve).toContain('waiting for its turn');
    await expectText(curve).toContain('1 of 3 moments done');
    await expectText(curve).toContain('could not be completed: no Docker Engine answers');
    await expectText(curve.getByRole('button', { name: 'Run what is missing' })).toContain('Run');
    await desk.waitForTimeout(5000);
    expect(polls).toBe(2);
    await desk.unroute(path);
  });

  test('says in words why it is refused', async () => {
    const message = 'A check curve would mislead: the scenario was changed since the session.';
    await desk.route(path, async (route) => {
      if (route.request().method() === 'GET') await route.fulfill({ json: none });
      else await route.fulfill({ status: 409, json: { code: 'scenario_changed', message } });
    });
    await open('checks');
    await desk.getByRole('button', { name: 'Run the check curve' }).click();
    await expectText(desk.getByTestId('curve').getByRole('alert')).toContain(message);
    await desk.unroute(path);
  });
});

describe('the palette', () => {
  const palette = () => desk.getByTestId('palette');
  const field = () => palette().getByRole('combobox');

  test('is a list under one field, complete by the keyboard', async () => {
    await open('terminal');
    await desk.keyboard.press('Control+k');
    await expect.poll(() => field().evaluate((node) => node === document.activeElement)).toBe(true);
    await expectAccessible(desk);
    const chosen = () => palette().getByRole('option', { selected: true });
    const first = await chosen().innerText();
    await desk.keyboard.press('ArrowDown');
    expect(await chosen().innerText()).not.toBe(first);
    expect(await field().getAttribute('aria-activedescendant')).toBe(
      await chosen().getAttribute('id'),
    );
    await desk.keyboard.press('Escape');
    await expect.poll(() => palette().count()).toBe(0);
  });

  test('goes to a view, copies a link, jumps to a moment of the curve', async () => {
    await desk.keyboard.press('Control+k');
    await desk.keyboard.type('go checks');
    await desk.keyboard.press('Enter');
    await expect
      .poll(() => desk.getByRole('tab', { name: 'Checks' }).getAttribute('aria-selected'))
      .toBe('true');
    await desk.keyboard.press('Control+k');
    await desk.keyboard.type('zzqqxx');
    await expect.poll(() => palette().getByRole('option').count()).toBe(0);
    await field().fill('curve: 4 of');
    await desk.keyboard.press('Enter');
    await expectText(seq()).toBe(`event ${moments[3]}`.replace(/(\d)(\d{3})$/, '$1\u202f$2'));
    await desk.keyboard.press('Control+k');
    await desk.keyboard.type('link');
    await desk.keyboard.press('Enter');
    await expectText(desk.getByTestId('said')).toContain('Link copied');
    const copied = await desk.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`/sessions/${session}#seq=${moments[3]}`);
  });

  test('finds what the trace says, and leads to all of it', async () => {
    await desk.keyboard.press('Control+k');
    await desk.keyboard.type('excavator');
    const found = palette().getByRole('group', { name: 'In the trace' }).getByRole('option');
    await expect.poll(() => found.count()).toBeGreaterThan(1);
    await expectAccessible(desk);
    await desk.keyboard.press('ArrowUp');
    await desk.keyboard.press('Enter');
    await expectText(desk.getByTestId('found')).toContain('found, in order of time');
  });
});

test('no page complained', () => {
  expect(person.troubles).toEqual([]);
});
