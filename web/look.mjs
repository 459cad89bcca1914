import { chromium } from 'playwright-core';
const scheme = process.argv[2] ?? 'light';
const [w,h] = (process.argv[3] ?? '1280x800').split('x').map(Number);
const out = `/tmp/wr-look/${scheme}-${w}`;
const NOTE = "# What I found\n\nThe two indexes disagreed: the **dense** one kept deleted chunks, the lexical one did not. Recall rose to 0.88 after the repair, see `halden eval`.\n\n> 3 of 5 questions were answered from stale text\n\n1. The reader never reloads its manifest.\n2. The tombstones are written, but `compact()` drops them.\n   - shown by a count of ids in both\n\n```rust\nif manifest.stale() { reload() }\n```\n\nI measured it twice; <b>nothing</b> else changed. No cost was added.";
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] });
const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme });
const p = await c.newPage();
p.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
p.on('pageerror', (e) => console.log('pageerror', e.message));
const base = 'http://127.0.0.1:7732';
let submitted = null;
await p.route('**/api/sessions/*', async (r) => {
  if (r.request().method() !== 'GET') return r.continue();
  const res = await r.fetch(); const j = await res.json();
  if (!j.review) return r.fulfill({ response: res });
  Object.assign(j.review, { constraints: [], departure: '', ...(submitted ?? {}) });
  j.final_note = NOTE; j.row.state = 'checked';
  if (submitted) { j.row.withheld = false; j.row.mine='submitted'; j.review.submitted_at = 1764560000000000; }
  await r.fulfill({ response: res, json: j });
});
let rev = 0; let last = null;
await p.route('**/review?*', async (r) => { last = r.request().postDataJSON(); await r.fulfill({ json: { revision: ++rev, saved_at: Date.now()*1000, flaws: [], suggested_score: 70, submitted: false } }); });
await p.route('**/review/submit?*', async (r) => { submitted = r.request().postDataJSON(); await r.fulfill({ json: { revision: ++rev, saved_at: Date.now()*1000, flaws: [], suggested_score: 70, submitted: true } }); });
await p.route('**/report', async (r) => r.fulfill({ json: { reviews: [
 { reviewer: 'gus', claims: [
  { from: NOTE.indexOf('Recall rose'), text: 'Recall rose to 0.88 after the repair', verdict: 'contradicted', reason: 'It was 0.81 when measured again.', evidence: [] },
  { from: NOTE.indexOf('No cost'), text: 'No cost was added', verdict: 'unsupported', reason: '', evidence: [] }]},
 ] } }));
await p.goto(`${base}/sign-in`);
await p.getByLabel('Name').fill('vera'); await p.getByLabel('Password').fill('three plain words here');
await p.keyboard.press('Enter'); await p.waitForURL('**/sessions');
await p.locator('[data-testid=sessions] a').first().click();
await p.getByTestId('summary').waitFor();
await p.waitForTimeout(2500);
const shot = (n) => p.screenshot({ path: `${out}-${n}.png` });
const focus = () => p.evaluate(() => { const a = document.activeElement; return `${a.tagName} ${a.getAttribute('aria-label') ?? a.textContent?.slice(0,40)}`; });
await p.getByTestId('timeline').focus();
await p.keyboard.press('2'); await p.waitForTimeout(800);
await p.keyboard.press('j'); await p.keyboard.press('j'); await p.waitForTimeout(800);
await p.keyboard.press('p'); await p.waitForTimeout(400);
console.log('pinned', await p.getByTestId('pin-said').innerText());
await shot('pin');
await p.keyboard.press('r'); console.log('r:', await focus());
await p.keyboard.press('2'); await p.keyboard.press('b'); console.log('b:', await focus());
await p.keyboard.type('They asked both.'); await p.keyboard.press('Escape'); console.log('esc:', await focus());
for (let i=0;i<12;i++) { await p.keyboard.press('j'); await p.waitForTimeout(60); const f = await focus(); console.log('j:', f); if (/Final/.test(f)) break; await p.keyboard.press('1'); await p.keyboard.press('b'); await p.keyboard.type('Because.'); await p.keyboard.press('Escape'); }
await p.keyboard.press('b'); await p.keyboard.type('95'); await p.keyboard.press('Tab'); await p.keyboard.type('Good.'); await p.waitForTimeout(200);
await shot('final');
await p.keyboard.press('Escape'); await p.keyboard.press('w'); await p.waitForTimeout(300); console.log('w:', await focus());
await p.keyboard.press('Control+Home');
// select "Recall rose to 0.88"
await p.evaluate((t) => { const root = document.querySelector('[aria-label="The final note"]'); const wk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT); let n; while ((n = wk.nextNode())) { const i = n.data.indexOf(t); if (i >= 0) { const r = document.createRange(); r.setStart(n, i); r.setEnd(n, i + t.length); const s = getSelection(); s.removeAllRanges(); s.addRange(r); return; } } }, 'Recall rose to 0.88');
await p.waitForTimeout(100); await p.keyboard.press('s'); await p.waitForTimeout(150); console.log('said', await p.getByTestId('note-said').innerText());
await p.keyboard.press('p'); await p.waitForTimeout(150); console.log('pinned', await p.getByTestId('pin-said').innerText());
// across inline: by keyboard
await p.keyboard.press('Control+Home'); await p.keyboard.press('ArrowDown'); await p.keyboard.press('ArrowDown'); await p.keyboard.press('Home'); for (let i=0;i<45;i++) await p.keyboard.press('Shift+ArrowRight');
await p.keyboard.press('x'); await p.waitForTimeout(150); console.log('said', await p.getByTestId('note-said').innerText()); await p.keyboard.press('p');
await p.evaluate((t) => { const root = document.querySelector('[aria-label="The final note"]'); const wk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT); let n; while ((n = wk.nextNode())) { const i = n.data.indexOf(t); if (i >= 0) { const r = document.createRange(); r.setStart(n, i); r.setEnd(n, i + t.length); const s = getSelection(); s.removeAllRanges(); s.addRange(r); return; } } }, 'I measured it twice');
await p.waitForTimeout(100); await p.keyboard.press('u'); await p.waitForTimeout(300);
await shot('note');
await p.keyboard.press('r'); await p.waitForTimeout(100); console.log('r:', await focus()); await p.keyboard.press('s'); await p.waitForTimeout(400); console.log('s:', await focus());
await shot('summary');
console.log('flaws', await p.getByTestId('flaws').allInnerTexts());
await p.getByTestId('review-summary').getByRole('textbox').fill('The repair is fragile.'); 
await p.waitForTimeout(900);
console.log('claims', JSON.stringify(last?.claims?.map((c) => [c.text, c.verdict, c.evidence.map((e) => e.label)])), JSON.stringify(last?.constraints), last?.departure);
const sub = p.getByRole('button', { name: 'Submit for good' });
console.log('can submit', await sub.count());
if (await sub.count()) { await sub.click(); await p.waitForTimeout(1200); console.log('after submit:', await focus()); await p.keyboard.press('w'); await p.waitForTimeout(800); await shot('compared'); console.log(await p.getByTestId('passages').innerText()); }
await p.keyboard.press('Control+k'); await p.keyboard.type('0:02:00'); await p.waitForTimeout(300); await shot('palette'); await p.keyboard.press('Enter'); await p.waitForTimeout(300); console.log('at', await p.getByTestId('cursor-time').innerText(), 'focus', await focus());
const tree = await p.locator('.rubric').ariaSnapshot(); (await import('fs')).writeFileSync(`${out}-tree.txt`, tree + '\n-----\n' + await p.locator('.moment').ariaSnapshot());
await b.close();
