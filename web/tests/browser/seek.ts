// A figure, not a test: `npm run bench:seek`. How soon the screen of a random moment of a long
// session is there, in the desk and in asciinema's player on the same terminal, exported as
// asciicast; both in the same browser, in turns, at the same moments.
// ASSAY_LONG_SCALE makes less of everything.

import { createReadStream, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launch, Person } from './browser';
import { OWN, Service } from './service';

const PASSWORD = 'three plain words here';
const SCALE = process.env.ASSAY_LONG_SCALE ?? '1';
const LONG_MS = 1_800_000;
const SEEKS = 20;
const BUNDLE = createRequire(import.meta.url)
  .resolve('asciinema-player')
  .replace(/dist\/.*/, 'dist/bundle/asciinema-player.min.js');

interface Player {
  seek(seconds: number): Promise<unknown>;
  getDuration(): number | undefined | Promise<number | undefined>;
  addEventListener(name: string, listener: () => void): void;
}

declare global {
  interface Window {
    AsciinemaPlayer: { create(url: string, element: Element, options: object): Player };
    player: Player;
  }
}

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
  const names = readdirSync(folder).filter((name) => name.endsWith('.cast'));
  const size = (name: string) => statSync(join(folder, name)).size;
  return names.sort((left, right) => size(right) - size(left))[0];
}

/** The player fetches its recording from its own origin. */
function serving(folder: string): Server {
  const server = createServer((request, response) => {
    if (request.url !== `/${cast}`) return void response.end('<!doctype html><div id="player">');
    createReadStream(join(folder, cast)).pipe(response);
  });
  return server.listen(0, '127.0.0.1');
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
  const { port } = casts.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.addScriptTag({ path: BUNDLE });
  const before = performance.now();
  const duration = await page.evaluate(async (url) => {
    const element = document.getElementById('player')!;
    window.player = window.AsciinemaPlayer.create(url, element, { preload: true });
    await new Promise<void>((done) => window.player.addEventListener('ready', done));
    await window.player.seek(0);
    return await window.player.getDuration();
  }, `/${cast}`);
  if (!duration) throw new Error('the player does not know how long the recording is');
  const open = performance.now() - before;
  const seeks: number[] = [];
  for (const moment of moments) {
    const since = performance.now();
    await page.evaluate(async (seconds) => {
      await window.player.seek(seconds);
      await new Promise((done) => requestAnimationFrame(done));
    }, moment * duration);
    seeks.push(performance.now() - since);
  }
  return { open, seeks };
}

function told(what: string, { open, seeks }: { open: number; seeks: number[] }): string {
  const sorted = [...seeks].sort((left, right) => left - right);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const at = (share: number) => ms(sorted[Math.floor(share * (sorted.length - 1))]);
  return `${what}: open ${ms(open)}; seek p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`;
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
