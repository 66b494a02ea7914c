// What a default Vite build of the apps weighs by gzip: the scripts of a page with what they import at once, those of its
// workers, and the wasm that either fetches.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileSize } from '../../tools/bundle-size.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = resolve(import.meta.dirname, 'dist');
const ORT = 'bench/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify';
const ENCODER = 'src/engine/workers/embedding/encoder-relaxed.wasm';

const kilobytes = (/** @type {string} */ path) => fileSize(path) / 1_000;

/** @typedef {{ file: string, imports?: readonly string[] }} Chunk */

/** kB, gzip. */
export function sizesOfApps() {
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(resolve(DIST, '.vite/manifest.json'), 'utf8'));
  /** @param {string} entry @returns {Set<string>} */
  const filesOf = (entry, seen = new Set()) => {
    const chunk = manifest[entry];
    if (!chunk || seen.has(chunk.file)) return seen;
    seen.add(chunk.file);
    for (const each of chunk.imports ?? []) filesOf(each, seen);
    return seen;
  };
  const page = (/** @type {string} */ name) =>
    sum([...filesOf(`${name}.html`)].map((file) => kilobytes(resolve(DIST, file))));
  const assets = readdirSync(resolve(DIST, 'assets'));
  const worker = (/** @type {RegExp} */ name) =>
    sum(
      assets
        .filter((file) => name.test(file) && file.endsWith('.js'))
        .map((file) => kilobytes(resolve(DIST, 'assets', file))),
    );
  return {
    ours: {
      page: page('ours') - page('bare'),
      worker: worker(/^embeddingWorker-/),
      wasm: kilobytes(resolve(ROOT, ENCODER)),
    },
    theirs: {
      page: page('theirs'),
      worker: worker(/^theirs\.worker-/),
      wasm: kilobytes(resolve(ROOT, `${ORT}.wasm`)) + kilobytes(resolve(ROOT, `${ORT}.mjs`)),
    },
  };
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}
