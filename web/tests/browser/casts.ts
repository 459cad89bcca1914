// What an export calls a recording is one to asciinema's player, in both versions of the format.

import { readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser';
import { play, seek, serving } from './player';
import { OWN, Service } from './service';

const service = new Service(OWN);
let browser: Browser;
let casts: Server;
let names: string[];

beforeAll(async () => {
  const folder = service.exportTrace(service.longTrace('0.01'));
  names = readdirSync(folder).filter((name) => /^terminal-\d+\.cast$/.test(name));
  casts = serving(folder);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  casts?.close();
  await service.close();
});

/** How long a recording lasts, and what is on the screen at moments of it. */
async function shown(page: Page, name: string, moments: number[]) {
  const { duration } = await play(page, casts, name);
  const screens: string[] = [];
  for (const moment of moments) {
    await seek(page, moment * duration);
    screens.push(await page.locator('.ap-term').innerText());
  }
  return { duration, screens };
}

test('both versions last as long and show the same', async () => {
  expect(names).not.toEqual([]);
  const page = await browser.newPage();
  const moments = [0.2, 0.5, 0.9];
  for (const name of names) {
    const third = await shown(page, name, moments);
    const second = await shown(page, name.replace('.cast', '.v2.cast'), moments);
    expect(second.duration).toBeCloseTo(third.duration, 3);
    expect(second.screens).toEqual(third.screens);
    expect(third.screens.join('').trim()).not.toBe('');
  }
});
