// Debian's Chromium, and what every page is watched for.

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const ACTION_MS = 15_000;
const PERMISSIONS = ['clipboard-read', 'clipboard-write'];

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** One person's browser: cookies of their own, and a list of everything that went wrong in it. */
export class Person {
  /** Errors of the console, failed scripts, violations of the content security policy. */
  readonly troubles: string[] = [];
  private tolerated: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, base: string): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(ACTION_MS);
    await context.grantPermissions(PERMISSIONS, { origin: base });
    const person = new Person(context, await context.newPage());
    if (process.env.ASSAY_PAGES) await serveFrom(resolve(process.env.ASSAY_PAGES), context, base);
    context.on('page', (page) => person.watch(page));
    person.watch(person.page);
    return person;
  }

  /** Signs in and comes to the list of sessions. */
  async signIn(base: string, name: string, password: string): Promise<void> {
    await this.page.goto(`${base}/sign-in`);
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL('**/sessions');
  }

  /** What the browser itself reports about a request that is meant to fail. */
  tolerate(...patterns: RegExp[]): void {
    this.tolerated.push(...patterns);
  }

  /**
   * The service goes away once, or the network does: whatever was under way fails in its own way, and
   * a service that has just come back may not reach the sandbox yet.
   */
  tolerateOutage(): void {
    this.tolerate(/WebSocket connection to/, /net::ERR_/, /status of 503/);
  }

  private watch(page: Page): void {
    const note = (text: string) => {
      if (!this.tolerated.some((pattern) => pattern.test(text))) this.troubles.push(text);
    };
    page.on('pageerror', (error) => note(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') note(`${page.url()}: ${message.text()}`);
    });
  }
}

/** Pages from a folder instead of those inside the binary, so that trying them needs no build of it. */
async function serveFrom(folder: string, context: BrowserContext, base: string): Promise<void> {
  // Such a page comes from no address, so Chromium takes its terminals for a reach into the network.
  await context.grantPermissions(PERMISSIONS.concat('local-network-access'), { origin: base });
  const isPage = (url: URL) => url.origin === base && !url.pathname.startsWith('/api/');
  await context.route(isPage, async (route) => {
    const file = join(folder, new URL(route.request().url()).pathname);
    const path = existsSync(file) && statSync(file).isFile() ? file : join(folder, 'index.html');
    // With the headers of the service, and so under its content security policy.
    const { headers } = await fetch(base);
    const policy = headers.get('content-security-policy') ?? '';
    await route.fulfill({ path, headers: { 'content-security-policy': policy } });
  });
}

/** No serious violation of WCAG on a page, in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
    expect(serious, `${page.url()}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
