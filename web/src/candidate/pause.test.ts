import { describe, expect, it } from 'vitest';
import { pausedLine } from './pause';

describe('a pause', () => {
  it('says since when it is and when it ends', () => {
    const at = (hours: number, minutes: number) => new Date(2026, 10, 27, hours, minutes).getTime();
    const line = pausedLine({ since: at(9, 5) * 1000, until: at(23, 59) * 1000 });
    expect(line).toContain('Paused since 09:05:00, your clock stands still');
    expect(line).toContain('2026-11-27 23:59');
  });
});
