// What a candidate is told while the clock stands still.

import type { PauseView } from '../api/types';
import { clockTime, dateTime } from '../text/format';

/** Since when, what that means, and when it ends. */
export function pausedLine(pause: PauseView): string {
  return (
    `Paused since ${clockTime(pause.since)}, your clock stands still. The sandbox is frozen: ` +
    `nothing runs, nothing can be typed or saved. The pause ends by itself on ` +
    `${dateTime(pause.until)}; reviewers see when and how long you paused, and it is not paid.`
  );
}
