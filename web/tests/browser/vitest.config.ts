import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// What a person does, in a real browser against the real service. Its stories are told in order,
// so the first step that fails ends one; what is no test (pictures, figures) is run only by name.
const { ASSAY_FIGURE, ASSAY_PICTURES } = process.env;
const stories = [
  'session.ts',
  'review.ts',
  'standing.ts',
  'expiry.ts',
  'typing.ts',
  'tracks.ts',
  'curve.ts',
  'casts.ts',
  'long.ts',
];
const asked = ASSAY_PICTURES !== undefined ? ['pictures.ts'] : stories;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ASSAY_FIGURE ? [`${ASSAY_FIGURE}.ts`] : asked,
    reporters: ['verbose'],
    bail: 1,
    fileParallelism: false,
    // A thread ends with its process, whatever ends that; a forked worker would stay.
    pool: 'threads',
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
  },
});
