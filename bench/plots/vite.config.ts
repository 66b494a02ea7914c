import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fromSource } from '../../scripts/from-source.js';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [fromSource()],
  build: { target: 'es2022', outDir: resolve(import.meta.dirname, 'dist') },
  preview: {
    host: '127.0.0.1',
    port: 4278,
    // An isolated page has a clock of microseconds; that of others is off by a tenth of a millisecond.
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
  },
});
