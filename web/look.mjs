import { chromium } from 'playwright-core';
const BASE = process.env.BASE ?? 'http://localhost:5533';
const MOCK = process.env.MOCK === '1';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: process.env.DARK ? 'dark' : 'light' });
await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: BASE });
const page = await context.newPage();
page.on('console', (m) => m.type() === 'error' && console.log('console:', m.text()));
page.on('pageerror', (e) => console.log('pageerror:', e.message, e.stack?.slice(0, 600)));
await page.goto(`${BASE}/sign-in`);
await page.getByLabel('Name').fill('vera');
await page.getByLabel('Password').fill('correct horse battery');
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL('**/sessions');
const sessions = await page.evaluate(() => fetch('/api/sessions').then((r) => r.json()));
console.log(JSON.stringify(sessions).slice(0,300)); const id = process.env.SESSION ?? sessions.sessions?.[0]?.id ?? sessions.rows?.[0]?.id;
console.log('session', id);
if (MOCK) {
  const overview = await page.evaluate((id) => fetch(`/api/sessions/${id}/replay`).then((r) => r.json()), id);
  const marks = overview.marks.filter((m) => m.lane === 'commands');
  const N = 20000;
  const per = Math.floor(N / marks.length);
  const commands = marks.map((m, i) => ({ seq: m.seq, time: m.time, text: m.label, directory: null, end_seq: m.seq + 2, end_time: m.time + 2500000, exit: m.bad ? 1 : 0, first: i * per + 1, end: (i + 1) * per - 1, word: 'candidate' }));
  const last = overview.last_seq;
  const seqOf = (n) => Math.min(last, Math.floor((n / N) * last) + 1);
  const lineOf = (n) => ({ seq: seqOf(n), time: Math.floor((overview.end * n) / N), text: n % 7 === 0 ? `line ${n} error[E0502]: cannot borrow \`self.styles\` as immutable because it is also borrowed as mutable, which is a long line that goes on and on for the sake of wrapping it somewhere around here` : `line ${n} warning: something happened`, styles: n % 7 === 0 ? [[5 + String(n).length + 1, 12 + String(n).length, 9, -1, 1]] : [[6 + String(n).length, 13 + String(n).length, 3, -1, 0]] });
  await page.route('**/replay/transcript**', (route) => {
    const url = new URL(route.request().url());
    const q = url.searchParams;
    const json = (v) => route.fulfill({ json: v });
    if (url.pathname.endsWith('/transcript')) return json({ building: null, lines: N, left_out: 0, commands, commands_left_out: 0, programs: [{ line: 700, seq: seqOf(700), time: 1e9, end_seq: seqOf(702), end_time: 1.2e9 }], programs_left_out: 0 });
    if (url.pathname.endsWith('/lines')) {
      const limit = Number(q.get('limit'));
      let first = Number(q.get('line') ?? 0), at = null, until = null, found = false;
      if (q.has('around')) { const s = Number(q.get('around')); until = Math.max(0, Math.floor(((s) / last) * N)); at = until; first = at; found = true; }
      return json({ first, lines: Array.from({ length: Math.max(0, Math.min(limit, N - first)) }, (_, i) => lineOf(first + i)), total: N, at, found, until });
    }
    if (url.pathname.endsWith('/find')) { const all = Array.from({ length: N }, (_, i) => i).filter((i) => lineOf(i).text.includes(q.get('q'))); return json({ lines: all.slice(0, 2000), total: all.length }); }
    return json({ text: 'copied\n', left_out: 0 });
  });
}
await page.goto(`${BASE}/sessions/${id}#seq=${process.env.SEQ ?? 2000}&text=`);
await page.waitForSelector('[data-testid=text-terminal]');
await page.waitForTimeout(2500);
const shot = (name) => page.screenshot({ path: `/tmp/ui/${name}${process.env.DARK ? '-dark' : ''}.png` });
await shot('text');
await page.keyboard.press('k'); await page.waitForTimeout(1500); await shot('command');
await page.getByLabel('wrap').check(); await page.waitForTimeout(800); await shot('wrap');
const find = page.getByLabel(/find in terminal/).first();
await find.fill('line 777 '); await page.waitForTimeout(1500); await find.press('Enter'); await page.waitForTimeout(1200); await shot('find');
console.log('address', await page.evaluate(() => location.hash));
await page.getByLabel('wrap').uncheck();
const list = page.locator('[data-testid=text-terminal]').first();
await list.focus(); await page.keyboard.press('ArrowDown'); await page.keyboard.press('ArrowDown'); await page.keyboard.press('Enter'); await page.waitForTimeout(1000);
console.log('address', await page.evaluate(() => location.hash));
await page.keyboard.press('k'); await page.waitForTimeout(1500); await page.getByRole('button', { name: /copy/ }).first().click(); await page.waitForTimeout(500);
console.log('said', await page.getByTestId('said').textContent());
await page.getByRole('button', { name: 'all', exact: true }).click().catch(() => {}); 
await page.setViewportSize({ width: 1920, height: 1080 }); await page.waitForTimeout(1500); await shot('all');
await page.keyboard.press('t'); await page.waitForTimeout(800); await shot('screen');
await browser.close();
