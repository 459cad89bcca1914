import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// `npm run dev` serves the pages and hands everything else to a running service.
const service = process.env.ASSAY_SERVICE ?? 'http://127.0.0.1:7420';

export default defineConfig({
  plugins: [svelte()],
  // Small assets stay files: the content security policy allows no data: fonts or scripts.
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': { target: service, ws: true } } },
});
