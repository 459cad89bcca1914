import { expect, it } from 'vitest';
import { bounded } from './size';

it('brings what was recorded or measured into the bounds', () => {
  expect(bounded({ cols: 120, rows: 40 })).toEqual({ cols: 120, rows: 40 });
  expect(bounded({ cols: 65535, rows: 65535 })).toEqual({ cols: 640, rows: 256 });
  expect(bounded({ cols: 0, rows: NaN })).toEqual({ cols: 2, rows: 1 });
});
