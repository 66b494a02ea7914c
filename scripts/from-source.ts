import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const SOURCE = resolve(import.meta.dirname, '../src');

/** Lets a page in this repository import `react-embeddings` as a user would, from the source. */
export function fromSource(): Plugin {
  return {
    name: 'from-source',
    config: () => ({
      resolve: {
        alias: [
          { find: /^react-embeddings$/, replacement: `${SOURCE}/index.ts` },
          { find: /^react-embeddings\/engine$/, replacement: `${SOURCE}/engine/index.ts` },
          { find: /^react-embeddings\/plots$/, replacement: `${SOURCE}/plots/index.ts` },
          { find: /^react-embeddings\/styles\.css$/, replacement: `${SOURCE}/components/styles.css` },
        ],
      },
      worker: { format: 'es' },
      // 'use client' means nothing to a page without server components, and each file would warn of it.
      build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
      // Its wasm file is found beside its own script, not beside a bundle of it.
      optimizeDeps: { exclude: ['onnxruntime-web'] },
    }),
  };
}
