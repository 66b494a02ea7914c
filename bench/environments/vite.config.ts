import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fromSource } from '../../scripts/from-source.js';

export default defineConfig({
  root: import.meta.dirname,
  base: './', // each environment is a folder of its own
  plugins: [fromSource()],
  build: { target: 'es2022', outDir: resolve(import.meta.dirname, 'dist/page'), emptyOutDir: true },
});
