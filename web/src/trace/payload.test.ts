import { describe, expect, it } from 'vitest';
import { payloadLength } from './payload';

describe('a payload', () => {
  it('has a length, without being fetched or decoded', () => {
    for (let length = 0; length < 9; length++) {
      const base64 = Buffer.alloc(length).toString('base64');
      expect(payloadLength({ base64 })).toBe(length);
    }
    expect(payloadLength({ blob: 'b3:0', length: 70_000 })).toBe(70_000);
  });
});
