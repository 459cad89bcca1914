import { expect, it } from 'vitest';
import { recordingStopped } from './recording';

it('puts the server’s sentence between two of its own', () => {
  const line = recordingStopped("The server's disk is full.");
  expect(line).toContain("stopped. The server's disk is full. Terminals");
  expect(line).not.toContain('..');
});
