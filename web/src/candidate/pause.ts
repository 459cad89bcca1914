// What a candidate is told about their clock: while it stands still, and when more time is given.

import type { ExtensionView, PauseView } from '../api/types';
import { clockTime, dateTime, plural } from '../text/format';

/** Since when, what that means, and when it ends. */
export function pausedLine(pause: PauseView): string {
  return (
    `Paused since ${clockTime(pause.since)}, your clock stands still. The sandbox is frozen: ` +
    `nothing runs, nothing can be typed or saved. The pause ends by itself on ` +
    `${dateTime(pause.until)}; reviewers see when and how long you paused, and it is not paid.`
  );
}

/** What was given since a number of extensions was seen; empty if nothing was. */
export function extensionLine(extensions: ExtensionView[], seen: number): string {
  const fresh = extensions.slice(seen);
  if (fresh.length === 0) return '';
  const minutes = fresh.reduce((sum, extension) => sum + extension.minutes, 0);
  const reasons = fresh.map((extension) => extension.reason).join('; ');
  return `You have ${plural(minutes, 'minute')} more: ${reasons}`;
}
