// A session from the invitation to the report, by the two people who meet in it.

import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, type Person } from './browser';
import { expectText } from './hands';
import { candidateWorks } from './session/candidate';
import { practitionerJudges } from './session/practitioner';
import { Story } from './session/story';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';

const story = new Story();
let practitioner: Person;
let desk: Page;

beforeAll(async () => {
  await story.arrive(PASSWORD);
  ({ practitioner, desk } = story);
});

/** What a failed step looked like: pictures, and what the service said. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(story.service.log());
  await desk.screenshot({ path: join(RESULTS, 'practitioner.png') });
  await story.bench.screenshot({ path: join(RESULTS, 'candidate.png') });
});

afterAll(() => story.leave());

describe('the practitioner invites', () => {
  test('a wrong password is refused in words', async () => {
    practitioner.tolerate(/status of 401/);
    await desk.goto(story.service.base);
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
    story.link = await desk.evaluate(() => navigator.clipboard.readText());
    expect(story.link).toMatch(/\/c\/[\w-]{20,}$/);
  });
});

describe('the candidate works', candidateWorks(story));

describe('the practitioner judges', practitionerJudges(story));

test('signed out, nothing is shown', async () => {
  await desk.getByRole('link', { name: 'Back to the desk' }).click();
  await desk.getByRole('link', { name: 'Sessions' }).click();
  const session = await desk.getByTestId('sessions').getByRole('link').first().getAttribute('href');
  await desk.getByRole('button', { name: 'Sign out' }).click();
  await desk.waitForURL('**/sign-in');
  await desk.goto(`${story.service.base}${session}`);
  await desk.waitForURL('**/sign-in?next=*');
});

test('no page complained', () => {
  expect(practitioner.troubles).toEqual([]);
  expect(story.candidate.troubles).toEqual([]);
});
