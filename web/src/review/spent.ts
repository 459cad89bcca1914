// Signs of life while a review's page is looked at. The service measures; the page only says that
// somebody is there: in sight, and a key or the pointer moved within the last minute.

import { beat } from '../api/practitioner';

export const BEAT_MS = 15_000;
export const IDLE_MS = 60_000;

/** Whether to give a sign of life now, and whether what lies before it counts. */
export class Presence {
  private active = 0;
  /** Whether the last look found somebody. */
  private present = false;

  /** A key, the pointer: somebody is there. True if nobody seemed to be before. */
  stir(now: number): boolean {
    const returned = !this.present;
    this.active = now;
    return returned;
  }

  /** What to tell the service, if anything. */
  look(now: number, visible: boolean): { resumed: boolean } | null {
    const here = visible && this.active > 0 && now - this.active <= IDLE_MS;
    const resumed = !this.present;
    this.present = here;
    return here ? { resumed } : null;
  }
}

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/** Beats for a session until the returned function is called. */
export function beating(session: string, onspent: (micros: number) => void): () => void {
  const presence = new Presence();
  const look = (): void => {
    const sign = presence.look(Date.now(), document.visibilityState === 'visible');
    // A sign that does not arrive costs the time until the next one; nothing is told about it.
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
