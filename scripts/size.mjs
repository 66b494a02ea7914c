// npm run size: what an app downloads, minified and gzipped, without what it has anyway (React, TanStack Query).
// `npm run size -- --json` prints one JSON object, with the bars of what must stay small.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { atMost, report } from './report.mjs';

const root = resolve(import.meta.dirname, '..');
const tokenizers = 'src/engine/tokenizers/tokenizers.wasm';
const wasm = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

const engine = await parts('src/engine/index.ts');
const embedder = await parts('src/engine/embedder.ts');
const worker = await parts('src/engine/worker/worker.ts');
const full = await parts('src/engine/onnxruntime/worker.ts', /^onnxruntime-web/);
/** Vite puts into one file what a worker imports, also what it would fetch later. */
const inOneFile = (await parts('src/engine/worker/worker.ts', undefined, false)).atOnce;
/** The worker fetches one of two modules of the encoder: the larger, where the machine can run it. */
const encoder = fileSize('src/engine/worker/encoder-relaxed.wasm');
/** Without the engine: what is above it, of one entry. */
const withoutEngine = /^(react|react-dom|react\/.*|@tanstack\/.*|.*\/engine\/index\.js)$/;
const search = await bundled('src/components/SemanticSearch.tsx', withoutEngine);
const plots = await bundled('src/plots/index.ts', withoutEngine);
const surface = await bundled('src/index.ts', withoutEngine);
const bars = {
  search_kb: atMost(search / 1000, 8),
  plots_kb: atMost(plots / 1000, 6),
  hooks_and_components_kb: atMost(surface / 1000, 14),
  engine_page_kb: atMost(embedder.atOnce / 1000, 8),
  worker_kb: atMost((worker.atOnce + encoder) / 1000, 34),
  worker_in_one_file_kb: atMost((inOneFile + encoder) / 1000, 40),
};

const sizes = {
  '<SemanticSearch> and its parts, without the engine': search,
  'react-embeddings, without the engine': surface,
  'react-embeddings': await bundled('src/index.ts'),
  'react-embeddings/plots': plots,
  'react-embeddings/engine': engine.atOnce,
  'createEmbedder of it': embedder.atOnce,
  'react-embeddings/styles.css': fileSize('src/components/styles.css'),
  'the worker, with the encoder that it fetches': worker.atOnce + encoder,
  'the same, in one file with all that it would fetch later, as Vite builds it': inOneFile + encoder,
  'fetched by page and worker when needed: download, other models': engine.later + worker.later,
  'the worker of an index': await bundled('src/engine/searchWorker/worker.ts'),
  'tokenizers.wasm, for other tokenizers than BERT’s': fileSize(tokenizers),
  'onnxruntime-web, for other models than BERT': await bundled('src/engine/worker/onnxruntime.ts'),
  'its wasm': fileSize(wasm),
  'what its worker has more, for a GPU and other models':
    full.atOnce + full.later - worker.atOnce - worker.later,
};
const sizesInKb = Object.fromEntries(
  Object.entries(sizes).map(([name, bytes]) => [name, { 'kB, gzip': bytes / 1000 }]),
);
report({ bars, n: {}, json: process.argv.includes('--json'), tables: { sizes: sizesInKb } });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** @param {string} file */
function fileSize(file) {
  return gzipSync(readFileSync(resolve(root, file))).length;
}

/**
 * @param {string} entry
 * @param {RegExp} [without]
 */
async function bundled(entry, without) {
  return (await parts(entry, without)).atOnce;
}

/**
 * Bytes of what is loaded at once and of what is loaded later, if it is needed.
 * @param {string} entry
 * @param {RegExp} [without]
 * @param {boolean} [codeSplitting]
 */
async function parts(entry, without = /^(react|react-dom|react\/.*|@tanstack\/.*)$/, codeSplitting = true) {
  const build = await rolldown({
    input: resolve(root, entry),
    external: without,
    preserveEntrySignatures: 'allow-extension', // as in an app: what is shared with parts that come later stays where it is first needed
    checks: { moduleLevelDirective: false },
  });
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting });
  const chunks = output.filter((part) => part.type === 'chunk');
  const atOnce = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const fileName of atOnce) // grows while it is read
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? [])
      atOnce.add(imported);
  const bytesOf = (/** @type {typeof chunks} */ some) =>
    some.reduce((total, { code }) => total + gzipSync(code).length, 0);
  return {
    atOnce: bytesOf(chunks.filter(({ fileName }) => atOnce.has(fileName))),
    later: bytesOf(chunks.filter(({ fileName }) => !atOnce.has(fileName))),
  };
}
