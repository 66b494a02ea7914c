import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/** What is no module: where it goes, and where it is. */
const FILES = {
  'styles.css': 'components/styles.css',
  'engine/worker/tokenizer/tokenizers.wasm': 'engine/worker/tokenizer/tokenizers.wasm',
};

// One file out for each file in, so that 'use client' stays on the files that need it and the bundlers of apps still see
// the worker's URL. The worker is an entry of its own.
export default defineConfig({
  input: {
    index: 'src/index.ts',
    'engine/index': 'src/engine/index.ts',
    'engine/worker/worker': 'src/engine/worker/worker.ts',
    'engine/searchWorker/worker': 'src/engine/searchWorker/worker.ts',
  },
  external: /^(react|react-dom|react\/.*|@tanstack\/.*|@noble\/.*|onnxruntime-web.*|pbf|idb-keyval)$/,
  checks: { moduleLevelDirective: false },
  output: { dir: 'dist', format: 'esm', preserveModules: true, preserveModulesRoot: 'src' },
  plugins: [
    {
      name: 'files',
      generateBundle() {
        for (const [fileName, path] of Object.entries(FILES))
          this.emitFile({ type: 'asset', fileName, source: readFileSync(`src/${path}`) });
      },
    },
  ],
});
