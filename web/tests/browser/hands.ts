// What hands and eyes do on the pages: typing into terminals, reading screens, moving by Tab.

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const MOST_TABS = 120;

/** The text of a terminal's screen, of the workbench or of the desk. */
export async function screen(page: Page, pane = 'terminal-1'): Promise<string> {
  const rows = await page.locator(`[data-testid=${pane}] .xterm-rows > div`).allTextContents();
  return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
}

/** Waits until a screen shows a text. */
export function expectScreen(page: Page, pane = 'terminal-1') {
  return expect.poll(() => screen(page, pane), { message: `the screen of ${pane}` });
}

/** Types a line into terminal 1 and presses Enter. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal 1', exact: true }).focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Pastes a text from the clipboard into terminal 1, by the keyboard. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal 1', exact: true }).focus();
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('Shift+Insert');
}

/** Whether something has the focus. */
export function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((node) => node === document.activeElement);
}

/** Presses Tab, or another key, until something has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if (await isFocused(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

/** Waits until something shows a text. */
export function expectText(target: Locator) {
  return expect.poll(async () => (await target.allInnerTexts()).join('\n'), {
    message: `the text of ${target}`,
  });
}
