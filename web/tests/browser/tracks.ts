// A scenario in two languages: the practitioner leaves the choice open, the candidate chooses before
// the clock starts, and whoever reviews sees which it was.

import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, launch, Person } from './browser';
import { expectScreen, expectText, tabTo, typeLine } from './hands';
import { OWN, Service } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const LABEL = 'Ada, who writes Python';

const service = new Service(OWN, ['--blind', 'off']);
let browser: Browser;
const people: Person[] = [];
let desk: Page;
let bench: Page;
let session = '';
let link = '';

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
  for (let many = 0; many < 2; many++) people.push(await Person.arrive(browser, service.base));
  [desk, bench] = people.map((person) => person.page);
  await people[0].signIn(service.base, 'vera', PASSWORD);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await desk.screenshot({ path: join(RESULTS, 'tracks-desk.png') });
  await bench.screenshot({ path: join(RESULTS, 'tracks-bench.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

describe('the practitioner leaves the language to the candidate', () => {
  test('the catalogue and the scenario say which there are', async () => {
    await desk.goto(`${service.base}/scenarios`);
    const row = desk.getByRole('row', { name: 'stale-answers' });
    await expectText(row).toContain('Rust, Python');
    await row.getByRole('link').click();
    await expectText(desk.getByRole('main')).toContain('Nothing is built: an edit counts at once.');
    await expectText(desk.getByRole('main')).toContain('No session of it that you may see has a');
    await expectAccessible(desk);
  });

  test('an invitation names none', async () => {
    const form = desk.getByRole('form', { name: 'Invite a candidate' });
    await expectText(form.getByLabel('Language')).toContain('the candidate chooses');
    await form.getByLabel('Label').fill(LABEL);
    await form.getByRole('button', { name: 'Invite' }).click();
    link = await desk.getByTestId('invitation-link').innerText();
  });
});

describe('the candidate chooses', () => {
  const choice = () => bench.getByRole('group', { name: 'Which language do you want to work in?' });
  const start = () => bench.getByRole('button', { name: 'Start', exact: true });

  test('the invitation says that there is a choice', async () => {
    await bench.goto(link);
    await expectText(bench.getByRole('main')).toContain('Rust or Python: you choose');
    await bench.getByLabel('I have read this and agree to it').check();
    await bench.getByRole('button', { name: 'Continue' }).click();
    await expectText(choice()).toContain('Nothing is built');
    await expectText(choice()).toContain('Rust');
    expect(await start().isDisabled()).toBe(true);
    await expectText(bench.getByRole('main')).toContain('Choose a language first.');
    await expectAccessible(bench);
  });

  test('by the keyboard, and the brief follows', async () => {
    await tabTo(bench, choice().getByRole('radio').first());
    await bench.keyboard.press('Space');
    await expectText(bench.getByRole('main')).toContain('cargo build');
    await bench.keyboard.press('ArrowDown');
    await expectText(bench.getByRole('main')).toContain('written in Python 3.11');
    expect(await bench.getByRole('main').innerText()).not.toContain('cargo build');
    expect(await start().isDisabled()).toBe(false);
    await expectAccessible(bench);
  });

  test('the choice is kept when the page is opened again', async () => {
    await bench.reload();
    expect(await choice().getByRole('radio', { name: 'Python' }).isChecked()).toBe(true);
  });

  test('and the sandbox is the one of that language', async () => {
    await start().click();
    await expectScreen(bench).toContain('$');
    await typeLine(bench, 'ls; python -c "print(6 * 7)"');
    await expectScreen(bench).toContain('pyproject.toml');
    await expectScreen(bench).toMatch(/^42$/m);
    await expectAccessible(bench);
  });

  test('after the start it is too late to change it', async () => {
    const refused = await fetch(`${service.base}/api/candidate/track`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${link.split('/c/')[1]}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ track: 'halden-rust' }),
    });
    expect(refused.status).toBe(409);
  });
});

describe('whoever reviews sees it', () => {
  test('in the list and in the report', async () => {
    await desk.goto(`${service.base}/sessions`);
    const row = desk.getByTestId('sessions').getByRole('row', { name: LABEL });
    await expectText(row).toContain('Python');
    session = (await row.getByRole('link').first().getAttribute('href'))!.split('/').at(-1)!;
    await handIn();
    await desk.goto(`${service.base}/sessions/${session}/report`);
    await expectText(desk.getByRole('main')).toContain('in Python');
    await expectAccessible(desk);
  });

  test('no page complained', () => {
    expect(people.map((person) => person.troubles)).toEqual([[], []]);
  });
});

async function handIn(): Promise<void> {
  const done = await fetch(`${service.base}/api/candidate/submit`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${link.split('/c/')[1]}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ final_note: 'I looked around.' }),
  });
  expect(done.status).toBeLessThan(300);
}
