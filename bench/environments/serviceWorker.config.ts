import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fromSource } from '../../scripts/from-source.js';

// As an extension's background script is built: in one file, since service workers cannot import() anything.

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [fromSource()],
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/serviceWorker'),
    emptyOutDir: true,
    rolldownOptions: {
      input: resolve(import.meta.dirname, 'serviceWorker.ts'),
      output: { codeSplitting: false, entryFileNames: 'serviceWorker.js' },
    },
  },
});
