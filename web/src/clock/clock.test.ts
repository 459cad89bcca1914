import { describe, expect, it } from 'vitest';
import { leftMs, MINUTE_MS, offsetOf, urgencyOf } from './clock';

const start = 1_700_000_000_000;
function clock(nowMs: number, minutes: number) {
  return {
    now: nowMs * 1000,
    started_at: start * 1000,
    deadline: (start + minutes * MINUTE_MS) * 1000,
    minutes,
    pause: null,
  };
}

describe('the clock', () => {
  it('is the server’s, however wrong this page’s is', () => {
    for (const wrong of [-3_600_000, 0, 7_777]) {
      const view = clock(start + 10 * MINUTE_MS, 60);
      const page = start + 10 * MINUTE_MS + wrong;
      const offset = offsetOf(view, page);
      expect(leftMs(view, offset, page + MINUTE_MS)).toBe(49 * MINUTE_MS);
    }
  });
  it('never goes below zero and has no value before the start', () => {
    const view = clock(start, 1);
    expect(leftMs(view, 0, start + 2 * MINUTE_MS)).toBe(0);
    expect(leftMs({ ...view, deadline: null }, 0, start)).toBeNull();
  });
  it('stands still in a pause, however long this page hears nothing', () => {
    const pause = { since: start * 1000, until: (start + 24 * 60 * MINUTE_MS) * 1000 };
    const view = { ...clock(start + 10 * MINUTE_MS, 60), pause };
    for (const later of [0, MINUTE_MS, 600 * MINUTE_MS]) {
      expect(leftMs(view, 5, start + 10 * MINUTE_MS + later)).toBe(50 * MINUTE_MS);
    }
    expect(leftMs({ ...view, pause: null }, 0, start + 11 * MINUTE_MS)).toBe(49 * MINUTE_MS);
  });
  it('warns at fifteen and five minutes', () => {
    expect(urgencyOf(15 * MINUTE_MS + 1)).toBe('none');
    expect(urgencyOf(15 * MINUTE_MS)).toBe('fifteen');
    expect(urgencyOf(5 * MINUTE_MS)).toBe('five');
    expect(urgencyOf(0)).toBe('over');
    expect(urgencyOf(null)).toBe('none');
  });
});
