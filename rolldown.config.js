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

/** What onDemand.ts and tokenizer/onDemand.ts load: each a file beside the worker, and the name of its loader. */
const ON_DEMAND = {
  tokenizer: ['loadRustTokenizer', 'tokenizer/rustTokenizer.ts'],
  webgpu: ['loadGpu', 'runtimes/webgpu/start.ts'],
  resolve: ['loadResolve', 'resolveSource.ts'],
  static: ['loadStatic', 'runtimes/static/staticModel.ts'],
  finish: ['loadFinish', 'runtimes/postprocess.ts'],
};

/** Loads these by their addresses. Bundlers recognize this very expression, and copy the file as it is. */
const byAddress = {
  name: 'by-address',
  load: {
    filter: { id: /embedding[\\/](tokenizer[\\/])?onDemand\.ts$/ },
    handler: (id) =>
      Object.entries(ON_DEMAND)
        .filter(([file]) => id.includes('tokenizer') === (file === 'tokenizer'))
        .map(([file, [loader]]) => {
          const url = `new URL('./on-demand-${file}.js', import.meta.url).href`;
          return `export const ${loader} = async () => import(/* @vite-ignore */ /* webpackIgnore: true */ ${url});`;
        })
        .join('\n'),
  },
};

/** One file for each, with all that it needs. */
const onDemand = (folder) =>
  Object.entries(ON_DEMAND).map(([file, [, source]]) => ({
    input: { [`${folder}/on-demand-${file}`]: `src/engine/workers/embedding/${source}` },
    output: { ...OUTPUT, minify: true },
  }));

/** A worker is one file, and files that it fetches when it needs them: bundlers copy them, and servers serve them. */
const worker = (folder, name, { assets = {}, plugins = [], ...output } = {}) => ({
  input: { [`${folder}/${name}`]: `src/${folder}/${name}.ts` },
  external: /^(onnxruntime-web.*|node:.*)$/,
  preserveEntrySignatures: 'strict', // no chunk imports it: WebKit would run it once more
  output: { ...OUTPUT, chunkFileNames: `${folder}/${name}-[name].js`, ...output },
  plugins: [...plugins, files(assets)],
});

/**
 * Some apps deploy these files as they are. White space stays, and with it the quotes by which bundlers find the addresses
 * of other files: new URL('…', import.meta.url).
 */
const SMALL = {
  comments: { legal: true, annotation: true, jsdoc: false },
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
};

/** The encoder, which lies beside whatever script fetches it. */
const encoderFor = (folder) =>
  Object.fromEntries(
    ['relaxed', 'plain'].map((name) => [
      `${folder}/encoder-${name}.wasm`,
      `engine/workers/embedding/encoder-${name}.wasm`,
    ]),
  );

export default defineConfig([
  {
    // One file out for each file in, so that 'use client' stays on the files that need it and the bundlers of apps still
    // see the workers' URLs.
    input: {
      index: 'src/index.ts',
      'engine/index': 'src/engine/index.ts',
      'engine/onnxruntime/index': 'src/engine/onnxruntime/index.ts',
      'engine/tokenizers/index': 'src/engine/tokenizers/index.ts',
      'plots/index': 'src/plots/index.ts',
      'node/index': 'src/node/index.ts',
      'node/cli': 'src/node/cli.ts',
      'server/index': 'src/server/index.ts',
      'vite/index': 'src/vite/index.ts',
      'testing/index': 'src/testing/index.ts',
      'adapters/aiSdk': 'src/adapters/aiSdk.ts',
      'adapters/langchain': 'src/adapters/langchain.ts',
    },
    external: /^(react|react-dom|react\/.*|@tanstack\/.*|idb-keyval|pbf|pg|pg-boss|pg-copy-streams|node:.*)$/,
    checks: { moduleLevelDirective: false },
    output: { ...OUTPUT, preserveModules: true, preserveModulesRoot: 'src' },
    plugins: [
      files({
        'styles.css': 'styles.css',
        'vite/client.d.ts': 'vite/client.d.ts',
        'engine/tokenizers/tokenizers.wasm': 'engine/tokenizers/tokenizers.wasm',
      }),
    ],
  },
  ...Object.entries({
    'engine/workers/embedding': 'embeddingWorker',
    'engine/onnxruntime': 'worker',
  }).flatMap(([folder, name]) => [
    worker(folder, name, { assets: encoderFor(folder), plugins: [byAddress], ...SMALL }),
    ...onDemand(folder),
  ]),
  worker('engine/workers/search', 'searchWorker', SMALL),
  worker('node', 'worker', { assets: encoderFor('node') }),
  worker('node', 'searchWorker'),
]);
