// asciinema's player in a page, on the recordings of an exported trace.

import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

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

/** Serves a page for the player and the folder's recordings: it fetches from its own origin. */
export function serving(folder: string): Server {
  const server = createServer((request, response) => {
    const file = join(folder, (request.url ?? '').replaceAll('/', ''));
    const isRecording = file.endsWith('.cast') && existsSync(file);
    if (!isRecording) return void response.end('<!doctype html><div id="player">');
    createReadStream(file).pipe(response);
  });
  return server.listen(0, '127.0.0.1');
}

/** Opens a recording: how many seconds it lasts, and how many milliseconds that took. */
export async function play(
  page: Page,
  server: Server,
  recording: string,
): Promise<{ duration: number; open: number }> {
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.addScriptTag({ path: BUNDLE });
  const before = performance.now();
  const duration = await page.evaluate(async (url) => {
    const element = document.getElementById('player')!;
    window.player = window.AsciinemaPlayer.create(url, element, { preload: true });
    await new Promise<void>((done) => window.player.addEventListener('ready', done));
    await window.player.seek(0);
    return await window.player.getDuration();
  }, `/${recording}`);
  if (!duration) throw new Error('the player does not know how long the recording is');
  return { duration, open: performance.now() - before };
}

/** Shows a moment; done when it is drawn. */
export async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(async (seconds) => {
    await window.player.seek(seconds);
    await new Promise((done) => requestAnimationFrame(done));
  }, seconds);
}
