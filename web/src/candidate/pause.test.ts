import { describe, expect, it } from 'vitest';
import { extensionLine, pausedLine } from './pause';

describe('a pause', () => {
  it('says since when it is and when it ends', () => {
    const at = (hours: number, minutes: number) => new Date(2026, 10, 27, hours, minutes).getTime();
    const line = pausedLine({ since: at(9, 5) * 1000, until: at(23, 59) * 1000 });
    expect(line).toContain('Paused since 09:05:00: your clock is stopped');
    expect(line).toContain('2026-11-27 23:59');
  });
});

describe('more time', () => {
  it('is told until it was seen', () => {
    const given = [
      { minutes: 30, reason: 'A fire alarm.', at: 1, seq: 1 },
      { minutes: 1, reason: 'Another.', at: 2, seq: 2 },
    ];
    expect(extensionLine([], 0)).toBe('');
    expect(extensionLine(given, 0)).toBe('You have 31 more minutes: A fire alarm.; Another.');
    expect(extensionLine(given, 1)).toBe('You have 1 more minute: Another.');
    expect(extensionLine(given, 2)).toBe('');
  });
});
