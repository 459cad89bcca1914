// One terminal and two pages of one candidate: what both type, what the terminal itself says, where
// the cursor is beside an emoji, keys that wait for a connection, and a terminal too many.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../../src/api/types';
import { fromBase64 } from '../../src/bytes/base64';
import { expectAccessible, launch, Person } from './browser';
import { expectScreen, expectText, paste, screen, typeLine } from './hands';
import { begin, Practitioner } from './people';
import { Service, TINY } from './service';

const RESULTS = resolve(import.meta.dirname, '../../test-results');
const PASSWORD = 'three plain words here';
const SOME = 60;

const service = new Service(TINY);
let browser: Browser;
let candidate: Person;
let one: Page;
let two: Page;
let session = '';
let link = '';

beforeAll(async () => {
  await service.start();
  service.addUser('vera', PASSWORD);
  const vera = await Practitioner.signIn(service.base, 'vera', PASSWORD);
  ({ session, link } = await vera.invite('Ada'));
  browser = await launch();
  candidate = await Person.arrive(browser, service.base);
  candidate.tolerateOutage();
  await begin(service.base, link);
  one = candidate.page;
  two = await candidate.context.newPage();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(service.log());
  await one.screenshot({ path: join(RESULTS, 'typing-one.png') });
  await two.screenshot({ path: join(RESULTS, 'typing-two.png') });
});

afterAll(async () => {
  await browser?.close();
  await service.close();
});

/** Everything that counts as typed into terminal 1, by how it came about. */
function inputs(): Map<string, string> {
  const found = new Map<string, string>();
  const folder = service.exportTrace(session);
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8');
  for (const line of lines.trim().split('\n')) {
    const { event } = JSON.parse(line) as { event: Event };
    if (event.kind !== 'terminal.input') continue;
    const { bytes } = event.data;
    const typed =
      'base64' in bytes
        ? fromBase64(bytes.base64)
        : readFileSync(join(folder, 'blobs', bytes.blob));
    const text = new TextDecoder().decode(typed);
    const source = event.data.source ?? 'unknown';
    found.set(source, (found.get(source) ?? '') + text);
  }
  return found;
}

/** A picture, to look at. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(RESULTS, `typing-${name}.png`) });
}

describe('two pages at one terminal', () => {
  test('show the same prompt', async () => {
    for (const page of [one, two]) {
      await page.goto(link);
      await expectScreen(page).toContain('$');
    }
  });

  test('type at once, and nothing is lost', async () => {
    await typeLine(one, 'echo g""o; cat > /dev/null; echo en""ded');
    // The other page waits until that runs: what it typed before would end up within the line.
    await expectScreen(two).toMatch(/^go$/m);
    await two.getByRole('textbox', { name: 'Terminal 1', exact: true }).focus();
    await Promise.all([one.keyboard.type('a'.repeat(SOME)), two.keyboard.type('b'.repeat(SOME))]);
    const count = async (page: Page, letter: string) => {
      const typed = (await screen(page)).split(/^go$/m)[1] ?? '';
      return typed.split(letter).length - 1;
    };
    for (const page of [one, two]) {
      for (const letter of ['a', 'b']) await expect.poll(() => count(page, letter)).toBe(SOME);
    }
    await picture(one, 'two-pages');
    await two.keyboard.press('Enter');
    await two.keyboard.press('Control+d');
    await expectScreen(one).toMatch(/^ended$/m);
    for (const page of [one, two]) {
      await expectText(page.getByTestId('saved-state')).toBe('✓ saved');
      expect(await page.getByTestId('terminal-1').getByRole('alert').count()).toBe(0);
    }
  });
});

describe('beside an emoji', () => {
  test('the cursor is where the shell believes it to be', async () => {
    await typeLine(one, 'clear');
    await one.keyboard.type('echo 🙂👍🏽❤️é日本x');
    await one.keyboard.press('Home');
    await one.keyboard.type(':;');
    await one.keyboard.press('End');
    await one.keyboard.press('Backspace');
    await one.keyboard.type('y');
    await expectScreen(one).toMatch(/\$ :;echo 🙂👍🏽❤️é日本y$/m);
    await picture(one, 'emoji');
    await one.keyboard.press('Enter');
    await expectScreen(one).toMatch(/^🙂👍🏽❤️é日本y$/m);
  });

  test('also when the page is loaded anew', async () => {
    await typeLine(one, 'clear');
    await one.keyboard.type('echo 🙂👍🏽日本x');
    await expectScreen(one).toContain('日本x');
    await one.reload();
    await expectScreen(one).toMatch(/\$ echo 🙂👍🏽日本x$/m);
    await one.getByRole('textbox', { name: 'Terminal 1', exact: true }).focus();
    await one.keyboard.press('Backspace');
    await one.keyboard.type('z');
    await expectScreen(one).toMatch(/\$ echo 🙂👍🏽日本z$/m);
    await one.keyboard.press('Enter');
    await expectScreen(one).toMatch(/^🙂👍🏽日本z$/m);
  });
});

describe('how input came about', () => {
  test('keys that wait for the service are typed when it is back', async () => {
    await two.close();
    await service.kill();
    await expectText(one.getByTestId('saved-state')).toContain('connection lost');
    await one.keyboard.type('echo wai""ted ');
    await one.keyboard.type('k'.repeat(1100));
    await service.start();
    await one.keyboard.press('Enter');
    await expectScreen(one).toMatch(/^waited k+$/m);
  });

  test('is told apart', async () => {
    await typeLine(one, 'clear; printf \'\\e[c\\e[6n\'; read -t 1 -rs reply; echo as""ked');
    await expectScreen(one).toMatch(/^asked$/m);
    // Whatever was left unread of the replies is not to stand on the next line.
    await one.keyboard.press('Control+u');
    await typeLine(one, 'printf \'\\e[?1000h\\e[?1006h\'; echo mou""se');
    await expectScreen(one).toMatch(/^mouse$/m);
    await one.getByTestId('terminal-1').click({ position: { x: 60, y: 60 } });
    await one.keyboard.press('Control+u');
    await typeLine(one, 'printf \'\\e[?1000l\'; echo mou""seless');
    await expectScreen(one).toMatch(/^mouseless$/m);
    await paste(one, 'echo pas""ted');
    await one.keyboard.press('Enter');
    await expectScreen(one).toMatch(/^pasted$/m);
    await expectText(one.getByTestId('saved-state')).toBe('✓ saved');
    const found = inputs();
    expect(found.get('reply')).toMatch(/^\x1b\[\?1;2c\x1b\[\d+;\d+R$/);
    expect(found.get('mouse')).toMatch(/^\x1b\[<0;\d+;\d+M\x1b\[<0;\d+;\d+m$/);
    expect(found.get('paste')).toBe('\x1b[200~echo pas""ted\x1b[201~');
    expect(found.get('keys')).toContain('k'.repeat(1100));
    expect(found.get('unknown')).toBeUndefined();
  });
});

describe('a ninth terminal', () => {
  const add = (page: Page) => page.getByRole('button', { name: 'Open another terminal' });

  test('is not offered without a word', async () => {
    for (let number = 2; number <= 8; number++) {
      await add(one).click();
      await expectScreen(one, `terminal-${number}`).toContain('$');
    }
    await add(one).click();
    const said = one.getByRole('region', { name: 'Terminals' }).getByRole('alert');
    await expectText(said).toContain('Eight terminals are open');
    await expectAccessible(one);
    await picture(one, 'eight-terminals');
    await said.getByRole('button', { name: 'Dismiss' }).click();
    expect(await one.getByRole('tab', { name: /^terminal \d/ }).count()).toBe(8);
  });

  test('that a page asks for all the same is refused in words', async () => {
    // A page of another browser, which remembers a ninth.
    const other = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await other.addInitScript(
      ([id]) => localStorage.setItem(`assay:${id}:terminals`, '9'),
      [session],
    );
    const page = await other.newPage();
    await page.goto(link);
    const said = page.getByTestId('terminal-9').getByRole('alert');
    await expectText(said).toContain('End a shell (exit) to open another.');
    await expectAccessible(page);
    await picture(page, 'ninth-terminal');
    await one.getByRole('tab', { name: 'terminal 8' }).click();
    await one.getByRole('textbox', { name: 'Terminal 8', exact: true }).focus();
    await one.keyboard.type('exit\n');
    await expectText(one.getByTestId('terminal-8')).toContain('exited with status 0');
    await said.getByRole('button', { name: 'Try again' }).click();
    await expectScreen(page, 'terminal-9').toContain('$');
    expect(await said.count()).toBe(0);
    await other.close();
  });
});

test('no page complained', () => {
  expect(candidate.troubles).toEqual([]);
});
