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

/**
 * The code for a GPU is a file beside the worker, which bundlers copy and do not put into it. They recognize this very
 * expression.
 */
const GPU_URL = "new URL('./webgpu.js', import.meta.url).href";
const gpuApart = {
  name: 'gpu-apart',
  load: {
    filter: { id: /worker[\\/]webgpu[\\/]load\.ts$/ },
    handler: () =>
      `export const loadGpu = () => import(/* @vite-ignore */ /* webpackIgnore: true */ ${GPU_URL});`,
  },
};

/** Beside each worker that can use one. */
const gpu = (folder) => ({
  input: { [`${folder}/webgpu`]: 'src/engine/worker/webgpu/start.ts' },
  output: { ...OUTPUT, minify: true },
});

/** A worker is one file, and files that it fetches when it needs them: bundlers copy them, and servers serve them. */
const worker = (folder, { name = 'worker', assets = {}, ...output } = {}) => ({
  input: { [`${folder}/${name}`]: `src/${folder}/${name}.ts` },
  external: /^(onnxruntime-web.*|node:.*)$/,
  output: { ...OUTPUT, chunkFileNames: `${folder}/${name}-[name].js`, ...output },
  plugins: [gpuApart, files(assets)],
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
      `engine/worker/encoder-${name}.wasm`,
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
        'styles.css': 'components/styles.css',
        'vite/client.d.ts': 'vite/client.d.ts',
        'engine/tokenizers/tokenizers.wasm': 'engine/tokenizers/tokenizers.wasm',
      }),
    ],
  },
  worker('engine/worker', { assets: encoderFor('engine/worker'), ...SMALL }),
  worker('engine/onnxruntime', { assets: encoderFor('engine/onnxruntime'), ...SMALL }),
  gpu('engine/worker'),
  gpu('engine/onnxruntime'),
  worker('engine/searchWorker', SMALL),
  worker('node', { assets: encoderFor('node') }),
  worker('node', { name: 'searchWorker' }),
]);
