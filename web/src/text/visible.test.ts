import { expect, it } from 'vitest';
import { visible } from './visible';

it('shows what would move the words around it, and keeps line ends and joiners', () => {
  expect(visible('נועה \u202eevil\u2069')).toBe('נועה ⟨U+202E⟩evil⟨U+2069⟩');
  expect(visible('a\n\tb\r\u200d')).toBe('a\n\tb\r\u200d');
  expect(visible('\u0000\u001b[1m')).toBe('⟨U+0000⟩⟨U+001B⟩[1m');
});
