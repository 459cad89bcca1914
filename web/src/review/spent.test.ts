import { describe, expect, it } from 'vitest';
import { BEAT_MS, IDLE_MS, Presence } from './spent';

describe('presence', () => {
  it('begins with the first sign and goes on while there are some', () => {
    const presence = new Presence();
    expect(presence.look(1000, true)).toBeNull();
    expect(presence.stir(2000)).toBe(true);
    expect(presence.look(2000, true)).toEqual({ resumed: true });
    presence.stir(3000);
    expect(presence.look(2000 + BEAT_MS, true)).toEqual({ resumed: false });
  });
  it('ends when nothing stirs, and what lies before the return does not count', () => {
    const presence = new Presence();
    presence.stir(1000);
    presence.look(1000, true);
    expect(presence.look(1001 + IDLE_MS, true)).toBeNull();
    expect(presence.stir(90_000)).toBe(true);
    expect(presence.look(90_000, true)).toEqual({ resumed: true });
  });
  it('is not there while the page is out of sight', () => {
    const presence = new Presence();
    presence.stir(1000);
    presence.look(1000, true);
    expect(presence.look(2000, false)).toBeNull();
    expect(presence.look(3000, true)).toEqual({ resumed: true });
  });
});
