// Reports that somebody is looking at a review's page. The service measures the time. The page only says that
// somebody is present: the page is visible, and a key or the pointer moved within the last minute.

import { beat } from '../api/practitioner';

export const BEAT_MS = 15_000;
export const IDLE_MS = 60_000;

/** Decides whether to report now, and whether the time since the last report counts. */
export class Presence {
  private active = 0;
  /** Whether somebody was present at the last look. */
  private present = false;

  /** A key or the pointer moved. Returns true if nobody seemed to be present before. */
  stir(now: number): boolean {
    const returned = !this.present;
    this.active = now;
    return returned;
  }

  /** What to report to the service; null for nothing. */
  look(now: number, visible: boolean): { resumed: boolean } | null {
    const here = visible && this.active > 0 && now - this.active <= IDLE_MS;
    const resumed = !this.present;
    this.present = here;
    return here ? { resumed } : null;
  }
}

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/** Reports for a session until the returned function is called. */
export function beating(session: string, onspent: (micros: number) => void): () => void {
  const presence = new Presence();
  const look = (): void => {
    const sign = presence.look(Date.now(), document.visibilityState === 'visible');
    // A report that does not arrive costs the time until the next one. The page does not mention it.
    if (sign)
      beat(session, sign.resumed).then(
        ({ spent }) => onspent(spent),
        () => undefined,
      );
  };
  const stir = (): void => {
    if (presence.stir(Date.now())) look();
  };
  const timer = setInterval(look, BEAT_MS);
  for (const sign of SIGNS) window.addEventListener(sign, stir, { passive: true });
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, stir);
    document.removeEventListener('visibilitychange', look);
  };
}
