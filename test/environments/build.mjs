import { resolve } from 'node:path';
import { build } from 'vite';

const root = import.meta.dirname;
const shared = /** @type {const} */ ({
  configFile: resolve(root, '../../bench/vite.config.ts'),
  root,
  base: './', // each environment is a folder of its own
  logLevel: 'error',
});

/** Builds the page, and the service worker as an extension's background script is built: in one file, since service workers cannot import() anything. */
export async function buildPages() {
  await build({ ...shared, build: { outDir: 'dist/page', emptyOutDir: true } });
  await build({
    ...shared,
    build: {
      outDir: 'dist/serviceWorker',
      emptyOutDir: true,
      rolldownOptions: {
        input: resolve(root, 'serviceWorker.ts'),
        output: { codeSplitting: false, entryFileNames: 'serviceWorker.js' },
      },
    },
  });
}
