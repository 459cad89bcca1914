// A figure, not a test: `npm run bench:half-hour`. What a practitioner does in half an hour, without the
// reading in between: a moment or a view every six seconds, on a session with thousands of questions. How
// soon each is there, and what the page holds in memory.
// ASSAY_LONG_SCALE makes less of the session.

import type { Browser, CDPSession, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launch, Person } from './browser';
import { spread } from './figures';
import { OWN, Service } from './service';

const PASSWORD = 'three plain words here';
const SCALE = process.env.ASSAY_LONG_SCALE ?? '1';
const LONG_MS = 1_800_000;
const ACTIONS = 300;
const VIEWS = ['Overview', 'Terminal', 'Files', 'Pipeline', 'Models', 'Events', 'Questions'];
const service = new Service(OWN);
let browser: Browser;
let session = '';

beforeAll(async () => {
  session = service.longTrace(SCALE, '--worked');
  await service.start();
  service.addUser('vera', PASSWORD);
  browser = await launch();
}, LONG_MS);

afterAll(async () => {
  await browser?.close();
  await service.close();
});

/** Bytes of JavaScript objects that are still in use. */
async function held(browserSide: CDPSession): Promise<number> {
  await browserSide.send('HeapProfiler.collectGarbage');
  const { usedSize } = await browserSide.send('Runtime.getHeapUsage');
  return usedSize;
}

async function opened(page: Page): Promise<void> {
  await page.goto(`${service.base}/sessions/${session}`);
  await page.getByTestId('summary').getByRole('link').first().waitFor();
  await page.getByText(/^indexing/).waitFor({ state: 'detached', timeout: LONG_MS });
}

/** Knows whether a page is still loading something. */
class Loading {
  private open = new Set<Request>();

  constructor(private page: Page) {
    page.on('request', (request) => this.open.add(request));
    for (const end of ['requestfinished', 'requestfailed'] as const)
      page.on(end as 'requestfinished', (request) => this.open.delete(request));
  }

  /** Milliseconds until the page has drawn what was asked for, and nothing is loaded any more. */
  async after(action: () => Promise<void>): Promise<number> {
    const since = performance.now();
    await action();
    const drawn = () =>
      this.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    // What is drawn may ask for more.
    do await drawn();
    while (this.open.size > 0);
    return performance.now() - since;
  }
}

test(
  'half an hour of a practitioner',
  async () => {
    const person = await Person.arrive(browser, service.base);
    const { page } = person;
    await person.signIn(service.base, 'vera', PASSWORD);
    await opened(page);
    const loading = new Loading(page);
    const side = await page.context().newCDPSession(page);
    const { width } = (await page.getByTestId('timeline').boundingBox())!;
    const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
    const memory = [await held(side)];
    const took: Record<string, number[]> = { moment: [], view: [] };
    for (let number = 0; number < ACTIONS; number++) {
      if (number % 2 === 0) {
        const x = (((number * 37) % ACTIONS) / ACTIONS) * (width - 4) + 2;
        const seek = () => page.getByTestId('timeline').click({ position: { x, y: 22 } });
        took.moment.push(await loading.after(seek));
      } else {
        const name = VIEWS[((number - 1) / 2) % VIEWS.length];
        const show = () => page.getByRole('tab', { name }).click();
        took.view.push(await loading.after(show));
      }
      if (number % 100 === 99) memory.push(await held(side));
    }
    console.log(
      `page memory at the beginning and after each ten minutes: ${memory.map(mib).join(', ')}`,
    );
    for (const [what, samples] of Object.entries(took))
      console.log(`${what}: ${spread(samples)} (${samples.length})`);
  },
  LONG_MS,
);
