// What a candidate is told about their clock: when it is stopped, and when they get more time.

import type { ExtensionView, PauseView } from '../api/types';
import { clockTime, dateTime, plural } from '../text/format';

/** Since when, what it means, and when it ends. One line, so that terminals keep their size. */
export function pausedLine(pause: PauseView): string {
  return (
    `Paused since ${clockTime(pause.since)}: your clock is stopped. Nothing runs, and nothing can be ` +
    `typed or saved. The pause ends by itself on ${dateTime(pause.until)}. Reviewers see how long it was; ` +
    `it is not paid.`
  );
}

/** The time that was given after the first `seen` extensions; empty if none. */
export function extensionLine(extensions: ExtensionView[], seen: number): string {
  const fresh = extensions.slice(seen);
  if (fresh.length === 0) return '';
  const minutes = fresh.reduce((sum, extension) => sum + extension.minutes, 0);
  const reasons = fresh.map((extension) => extension.reason).join('; ');
  return `You have ${plural(minutes, 'more minute')}: ${reasons}`;
}
