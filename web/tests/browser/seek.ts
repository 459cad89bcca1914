// A figure, not a test: `npm run bench:seek`. How soon the screen of a random moment of a long
// session is there, in the desk and in asciinema's player on the same terminal, exported as
// asciicast; both in the same browser, in turns, at the same moments.
// ASSAY_LONG_SCALE makes less of everything.

import { readdirSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launch, Person } from './browser';
import { spread } from './figures';
import { play, seek, serving } from './player';
import { OWN, Service } from './service';

const PASSWORD = 'three plain words here';
const SCALE = process.env.ASSAY_LONG_SCALE ?? '1';
const LONG_MS = 1_800_000;
const SEEKS = 20;
const service = new Service(OWN);
let browser: Browser;
let casts: Server;
let session = '';
let cast = '';

beforeAll(async () => {
  session = service.longTrace(SCALE);
  const folder = service.exportTrace(session);
  cast = largest(folder);
  casts = serving(folder);
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
}, LONG_MS);

afterAll(async () => {
  await browser?.close();
  casts?.close();
  await service.close();
});

function largest(folder: string): string {
  const names = readdirSync(folder).filter((name) => /\d\.cast$/.test(name));
  const size = (name: string) => statSync(join(folder, name)).size;
  return names.sort((left, right) => size(right) - size(left))[0];
}

/** Fractions of the session, in an order that goes back as often as forth. */
const moments = Array.from({ length: SEEKS }, (_, index) => (((index * 7) % SEEKS) + 0.5) / SEEKS);

async function desk(page: Page): Promise<{ open: number; seeks: number[] }> {
  await page.goto(`${service.base}/sessions/${session}`);
  await page.getByTestId('summary').getByRole('link').first().waitFor();
  await page.getByText(/^indexing/).waitFor({ state: 'detached', timeout: LONG_MS });
  const before = performance.now();
  await page.goto(`${service.base}/sessions/${session}`);
  await page.getByTestId('summary').getByRole('link').first().waitFor();
  const open = performance.now() - before;
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const { width } = (await page.getByTestId('timeline').boundingBox())!;
  const seeks: number[] = [];
  for (const moment of moments) {
    const answered = page.waitForResponse((response) => response.url().includes('/moment?'));
    const since = performance.now();
    await page.getByTestId('timeline').click({ position: { x: moment * width, y: 22 } });
    await answered;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    seeks.push(performance.now() - since);
  }
  return { open, seeks };
}

async function player(page: Page): Promise<{ open: number; seeks: number[] }> {
  const { duration, open } = await play(page, casts, cast);
  const seeks: number[] = [];
  for (const moment of moments) {
    const since = performance.now();
    await seek(page, moment * duration);
    seeks.push(performance.now() - since);
  }
  return { open, seeks };
}

function told(what: string, { open, seeks }: { open: number; seeks: number[] }): string {
  return `${what}: open ${open.toFixed(0)} ms; seek ${spread(seeks)}`;
}

test(
  'seek, beside asciinema-player',
  async () => {
    const ours = await Person.arrive(browser, service.base);
    const theirs = await Person.arrive(browser, service.base);
    theirs.page.setDefaultTimeout(LONG_MS);
    await ours.signIn(service.base, 'vera', PASSWORD);
    console.log(told('desk', await desk(ours.page)));
    console.log(told(`asciinema-player on ${cast}`, await player(theirs.page)));
  },
  LONG_MS,
);
