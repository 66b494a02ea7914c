// npm run size: what an app downloads, minified and gzipped, without what it has anyway (React, TanStack Query).

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');
const tokenizers = 'src/engine/worker/tokenizer/tokenizers.wasm';
const wasm = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

const sizes = {
  'react-embeddings': await bundled('src/index.ts'),
  'react-embeddings/engine': await bundled('src/engine/index.ts'),
  'react-embeddings/styles.css': gzipSync(readFileSync(resolve(root, 'src/components/styles.css'))).length,
  'the worker, the encoder in it': await bundled('src/engine/worker/worker.ts', /^onnxruntime-web/),
  'what it fetches for models that need it': await bundled(
    'src/engine/worker/worker.ts',
    /^onnxruntime-web/,
    true,
  ),
  'the worker of an index': await bundled('src/engine/searchWorker/worker.ts'),
  'tokenizers.wasm, for other tokenizers than BERT’s': gzipSync(readFileSync(resolve(root, tokenizers)))
    .length,
  'onnxruntime-web, for other models than BERT': await bundled('src/engine/worker/onnxruntime.ts'),
  'its wasm': gzipSync(readFileSync(resolve(root, wasm))).length,
};
console.table(
  Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [name, { 'kB, gzip': bytes / 1000 }])),
);

/**
 * @param {string} entry
 * @param {RegExp} [without]
 * @param {boolean} [lazily] whether to count what is fetched later, and not what is fetched at once
 */
async function bundled(entry, without = /^(react|react-dom|react\/.*|@tanstack\/.*)$/, lazily = false) {
  const build = await rolldown({
    input: resolve(root, entry),
    external: without,
    checks: { moduleLevelDirective: false },
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  const chunks = output.filter((part) => part.type === 'chunk');
  const all = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  /** @param {string} name @returns {string[]} it and what it cannot run without */
  const needed = (name) => [
    name,
    ...(all.get(name)?.imports ?? []).filter((each) => all.has(each)).flatMap(needed),
  ];
  const first = new Set(chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => needed(fileName)));
  const names = lazily ? [...all.keys()].filter((name) => !first.has(name)) : [...first];
  return names.reduce((total, name) => total + gzipSync(all.get(name)?.code ?? '').length, 0);
}
