import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';

const root = import.meta.dirname;
const library = resolve(root, '../..');
const { exports } = JSON.parse(readFileSync(resolve(library, 'package.json'), 'utf8'));

const shared = /** @type {const} */ ({
  configFile: false,
  root,
  base: './', // each environment is a folder of its own
  logLevel: 'error',
  resolve: { alias: builtEntries() },
});

/** Builds the page, and the service worker as an extension's background script is built: in one file, since service workers cannot import() anything. */
export async function buildPages() {
  execFileSync('npx', ['rolldown', '-c', '--log-level', 'silent'], { cwd: library, stdio: 'inherit' });
  await build({ ...shared, build: { target: 'es2022', outDir: 'dist/page', emptyOutDir: true } });
  await build({
    ...shared,
    build: {
      target: 'es2022',
      outDir: 'dist/serviceWorker',
      emptyOutDir: true,
      rolldownOptions: {
        input: resolve(root, 'serviceWorker.ts'),
        output: { codeSplitting: false, entryFileNames: 'serviceWorker.js' },
      },
    },
  });
}

/** The package as apps install it, whose worker is a file that bundlers copy: from the sources it would be one that they build. */
function builtEntries() {
  return Object.entries(exports).flatMap(([entry, file]) =>
    file.default
      ? [
          {
            find: new RegExp(`^react-embeddings${entry.slice(1)}$`),
            replacement: resolve(library, file.default),
          },
        ]
      : [],
  );
}
