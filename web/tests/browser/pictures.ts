// The pictures of the documentation, taken of a session with the real scenario: `npm run screenshot`.
// ASSAY_PICTURES names a folder for more of them: both themes, two sizes, all views.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, Person } from './browser';
import { expectScreen, expectText, screen, typeLine } from './hands';
import { OWN, Service } from './service';

const PASSWORD = 'three plain words here';
const DOCUMENTATION = resolve(import.meta.dirname, '../../../docs/images');
const MORE = process.env.ASSAY_PICTURES || null;
const COMMAND_MS = 420_000;
const CHECKING_MS = 900_000;
const CURVE_MS = 1_800_000;

const ASK = `halden ask 'Until when can a customer cancel with a full refund?'`;
const SEARCH = `halden search 'extension by telephone' --leg bm25 --k 4`;

const service = new Service(OWN, ['--blind', 'off']);
let browser: Browser;

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
  for (const folder of [DOCUMENTATION, MORE]) if (folder) mkdirSync(folder, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

/** The picture of the documentation, and if asked for, others of the same page. */
async function picture(page: Page, name: string, documented = false): Promise<void> {
  if (documented) await page.screenshot({ path: join(DOCUMENTATION, `${name}.png`) });
  if (!MORE) return;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of [
      { width: 1920, height: 1080 },
      { width: 1280, height: 800 },
    ]) {
      await page.setViewportSize(viewport);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      await page.screenshot({ path: join(MORE, `${name}-${viewport.width}-${colorScheme}.png`) });
    }
  }
}

/** Clears the screen, without a line that says so. */
async function clear(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal 1', exact: true }).press('Control+L');
  await expectScreen(page).toMatch(/^[^\n]*\$\n*$/);
}

/** Types a command into terminal 1 and waits until the prompt is back. Its output must be short. */
async function run(page: Page, command: string, timeout = 60_000): Promise<void> {
  await typeLine(page, command);
  const back = async () => {
    const prompts = (await screen(page)).split('\n').filter((line) => line.includes('(main)$'));
    const [typed, waiting] = prompts.slice(-2);
    return !!waiting?.endsWith('(main)$') && typed.includes(command.slice(0, 40));
  };
  await expect.poll(back, { message: `${command} ends`, timeout }).toBe(true);
}

async function invited(page: Page): Promise<string> {
  await page.goto(service.base);
  await page.getByLabel('Name').fill('vera');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await picture(page, 'no-sessions');
  await page.getByLabel('Scenario').selectOption('stale-answers');
  await page.getByLabel('Label').fill('Candidate 12');
  await page.getByRole('button', { name: 'Invite' }).click();
  return page.getByTestId('invitation-link').innerText();
}

async function note(page: Page, text: string, status: string): Promise<void> {
  await page.keyboard.press('Alt+J');
  await page.getByLabel('Text of the note').fill(text);
  await page.getByLabel('it is').selectOption(status);
  await page.keyboard.press('Control+Enter');
  await page.getByText(text).waitFor();
}

test(
  'a session',
  async () => {
    const practitioner = await Person.arrive(browser, service.base);
    const candidate = await Person.arrive(browser, service.base);
    await candidate.page.goto(await invited(practitioner.page));
    await work(candidate.page);
    await judge(practitioner.page);
  },
  COMMAND_MS + CHECKING_MS + CURVE_MS,
);

async function work(page: Page): Promise<void> {
  await page.getByRole('checkbox').waitFor();
  await picture(page, 'invited');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expectScreen(page).toContain('$');
  await picture(page, 'workbench-empty');
  await run(page, 'cargo build 2>&1 | tail -1', COMMAND_MS);
  await run(page, 'ops/replay-nights.sh 2>&1 | tail -2 | cut -c1-100', COMMAND_MS);
  await expectText(page.getByTestId('status-line')).toContain('New message');
  await picture(page, 'workbench-news');
  await page.keyboard.press('Alt+M');
  await page.getByRole('button', { name: 'Write back' }).click();
  await page
    .getByLabel('Your reply')
    .fill('Until we say otherwise, look the rule up in the document before you read it out.');
  await picture(page, 'workbench-messages');
  await page.keyboard.press('Control+Enter');
  await page.getByText('recorded').last().waitFor();
  await page.getByRole('tab', { name: 'Constraints' }).click();
  await picture(page, 'workbench-constraints');
  await page.getByRole('tab', { name: 'Brief' }).click();
  await note(page, 'Superseded policies are in the corpus: the prompt mixes versions', 'ruled_out');
  await clear(page);
  await run(page, `${ASK} | jq .answer,.citations[0].doc`);
  await run(page, 'halden stats | jq -c .');
  await note(
    page,
    'Deletes in the lexical index match nothing: it has more chunks than the manifest',
    'supported',
  );
  await run(page, `${SEARCH} | jq -c '.hits[] | [.doc, .chunk, .text[:40]]'`);
  await note(
    page,
    'A second cause: in Qdrant, a document that shrank keeps its last points',
    'open',
  );
  await picture(page, 'workbench', true);
  await run(page, "sed -i 's/analysed(TEXT).set_stored()/STRING | STORED/' src/index/lexical.rs");
  await run(page, 'git diff --stat | cat; cargo build 2>&1 | tail -1', COMMAND_MS);
  await expectText(page.getByTestId('status-line')).toContain('A new question.');
  await page.keyboard.press('Alt+Q');
  await page
    .getByTestId('questions')
    .getByRole('textbox')
    .fill(
      'Today: look each rule up. It can have happened since the release that changed how documents are found by their id, not since the first ticket; first I would look up which documents changed since, and which answers cited them.',
    );
  await expectText(page.getByTestId('questions')).toContain('✓ saved');
  await picture(page, 'workbench-questions');
  await clear(page);
  await run(
    page,
    'halden ingest --full 2>&1 | tail -1 | cut -c1-100; halden stats | jq -c .',
    COMMAND_MS,
  );
  await run(page, `${SEARCH} | jq -c '.hits[] | [.doc, .chunk, .text[:40]]'`);
  await page.getByRole('button', { name: 'Hand in', exact: true }).click();
  await page
    .getByLabel('What was wrong')
    .fill(
      'The lexical index: an id was split into words, so that deletes matched nothing. It is one term again. Qdrant still keeps points of documents that became shorter.',
    );
  await picture(page, 'handing-in');
  await page.getByRole('button', { name: 'Begin to hand in…' }).click();
  await picture(page, 'handing-in-begin');
  await page.getByRole('button', { name: 'Stop the sandbox and continue' }).click();
  await page.getByTestId('handing-in').waitFor();
  await picture(page, 'handing-in-questions');
  await page.getByRole('button', { name: 'Hand in…' }).click();
  await picture(page, 'handing-in-unanswered');
  await page.getByRole('button', { name: 'Hand in now' }).click();
  await page.getByTestId('submitted').waitFor();
  await picture(page, 'submitted');
}

async function judge(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByTestId('sessions').getByRole('link').first().click();
  await expect
    .poll(() => page.getByRole('banner').innerText(), { timeout: CHECKING_MS })
    .toContain('Ready for review');
  await picture(page, 'desk-overview');
  await page.getByRole('tab', { name: 'Checks' }).click();
  const curve = page.getByTestId('curve');
  await curve.getByRole('button', { name: 'Run the check curve' }).click();
  await expectText(curve.getByRole('status')).toMatch(/^running/);
  await picture(page, 'desk-curve-running');
  await expect
    .poll(() => curve.getByRole('status').innerText(), { timeout: CURVE_MS })
    .not.toMatch(/^running/);
  await curve.getByTestId('curve-table').waitFor();
  await picture(page, 'desk-curve');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByTestId('summary').getByRole('link', { name: 'Deletes in the lexical' }).click();
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.getByLabel('Final score, 0 to 100').fill('58');
  const [first, second] = await page.locator('[data-criterion]').all();
  await score(page, first, 2, 'Asks both indexes the same question before touching code.');
  await page.keyboard.press('[');
  await page.keyboard.press('n');
  await page.keyboard.press(']');
  await score(page, second, 2, 'Names the cause of the lexical half and shows it by counting.');
  await expectText(page.getByTestId('review-saved')).toMatch(/^saved/);
  await expectScreen(page, 'replay-terminal').toContain('manifest');
  await page.mouse.move(0, 0);
  await picture(page, 'desk', true);
  await page.keyboard.press('1');
  await page.getByTestId('summary').getByRole('link', { name: 'handed in' }).click();
  for (const tab of [
    'Files',
    'Pipeline',
    'Models',
    'Notes',
    'Events',
    'Checks',
    'Messages',
    'Questions',
    'Constraints',
  ]) {
    await page.getByRole('tab', { name: tab }).click();
    await picture(page, `desk-${tab.toLowerCase()}`);
  }
  await page.getByRole('link', { name: 'Report' }).click();
  await page.getByTestId('report-final').waitFor();
  await picture(page, 'report');
  await page.goto(`${service.base}/scenarios/stale-answers`);
  await page.getByRole('heading', { name: 'Rubric' }).waitFor();
  await picture(page, 'scenario');
}

/** Scores a criterion with a level, the moment at hand as evidence, and a reason. */
async function score(page: Page, criterion: Locator, level: number, reason: string) {
  await criterion.getByRole('button').first().click();
  await page.keyboard.press('p');
  await criterion.getByRole('radio').nth(level).check();
  await criterion.getByLabel(/^Reason/).fill(reason);
  await criterion.getByRole('button').first().focus();
  await criterion.evaluate((node) => node.scrollIntoView({ block: 'start' }));
}
