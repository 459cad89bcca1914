// What the desk says of a check curve where there is none to see.

import type { CurveState, SessionView } from '../api/types';
import { plural } from '../text/format';

export interface Known {
  session: SessionView | null;
  state: CurveState | null;
  points: number;
  trouble: string;
}

/** How far it is. Until a runner has counted the moments, there are none of it. */
export function progressText({ done, of }: { done: number; of: number }): string {
  if (of === 0) return 'running: waiting for its turn';
  return `running: ${done} of ${plural(of, 'moment')} done`;
}

/** What the curve's row of the timeline says beside or instead of a curve. */
export function rowText({ session, state, points, trouble }: Known): string {
  if (!session) return '';
  const { withheld, state: stage } = session.row;
  if (withheld) return 'withheld until your own review is submitted';
  if (stage !== 'checked' && stage !== 'reviewed')
    return 'can be run after the session’s own checks';
  if (state?.state === 'running') return progressText(state);
  if (points > 0) return '';
  if (state?.state === 'failed') return 'could not be run: the Checks view says why';
  if (trouble) return 'could not be loaded: the Checks view says why';
  return state ? 'not run: the Checks view can run it' : 'loading…';
}
