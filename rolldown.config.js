import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const OUTPUT = { dir: 'dist', format: 'esm' };

/** Copies what is no module: where it goes, and where it is below src. */
const files = (paths) => ({
  name: 'files',
  generateBundle() {
    for (const [fileName, path] of Object.entries(paths))
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`src/${path}`) });
  },
});

/** A worker is one file: bundlers copy it, and servers without a bundler serve it. */
const worker = (folder, plugins = [], name = 'worker') => ({
  input: { [`${folder}/${name}`]: `src/${folder}/${name}.ts` },
  external: /^(onnxruntime-web.*|node:.*)$/,
  output: { ...OUTPUT, chunkFileNames: `${folder}/${name}-[name].js` }, // onnxruntime-web and the GPU, which most pages never load
  plugins,
});

export default defineConfig([
  {
    // One file out for each file in, so that 'use client' stays on the files that need it and the bundlers of apps still
    // see the workers' URLs.
    input: {
      index: 'src/index.ts',
      'engine/index': 'src/engine/index.ts',
      'plots/index': 'src/plots/index.ts',
      'node/index': 'src/node/index.ts',
      'node/cli': 'src/node/cli.ts',
      'server/index': 'src/server/index.ts',
      'vite/index': 'src/vite/index.ts',
      'testing/index': 'src/testing/index.ts',
      'adapters/aiSdk': 'src/adapters/aiSdk.ts',
      'adapters/langchain': 'src/adapters/langchain.ts',
    },
    external:
      /^(react|react-dom|react\/.*|@tanstack\/.*|@noble\/.*|idb-keyval|pbf|pg|pg-boss|pg-copy-streams|node:.*)$/,
    checks: { moduleLevelDirective: false },
    output: { ...OUTPUT, preserveModules: true, preserveModulesRoot: 'src' },
    plugins: [files({ 'styles.css': 'components/styles.css', 'vite/client.d.ts': 'vite/client.d.ts' })],
  },
  worker('engine/worker', [
    files({ 'engine/worker/tokenizers.wasm': 'engine/worker/tokenizer/tokenizers.wasm' }),
  ]),
  worker('engine/searchWorker'),
  worker('node'),
  worker('node', [], 'searchWorker'),
]);
