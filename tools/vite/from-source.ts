import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const ROOT = resolve(import.meta.dirname, '../..');

/** Lets a page or a test in this repository import `react-embeddings` as a user would, from the source. */
export function fromSource(): Plugin {
  return {
    name: 'from-source',
    config: () => ({
      resolve: { alias: sources() },
      // What one worker fetches when it is needed, another holds from the start.
      worker: { format: 'es', rolldownOptions: { checks: { ineffectiveDynamicImport: false } } },
      // 'use client' means nothing to a page without server components, and each file would warn of it.
      build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
      // Its wasm file is found beside its own script, not beside a bundle of it.
      optimizeDeps: { exclude: ['onnxruntime-web'] },
    }),
  };
}

/** The package's entries, and where tsconfig.json says that their sources are. */
function sources(): { find: RegExp; replacement: string }[] {
  const { compilerOptions } = JSON.parse(readFileSync(resolve(ROOT, 'tsconfig.json'), 'utf8'));
  const paths: Readonly<Record<string, readonly [string]>> = compilerOptions.paths;
  return Object.entries(paths).map(([entry, [source]]) => ({
    find: new RegExp(`^${entry.replaceAll('.', '\\.')}$`),
    replacement: resolve(ROOT, source),
  }));
}
