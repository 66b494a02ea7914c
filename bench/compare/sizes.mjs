// What a default Vite build of the apps weighs by gzip: the scripts of a page that lists hits with what they import at once, what
// the search box adds, what a page fetches when somebody searches, the scripts of its workers, and the wasm that either fetches.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileSize } from '../../tools/bundle-size.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = resolve(import.meta.dirname, 'dist');
const ORT = 'bench/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify';
const ENCODER = 'src/engine/workers/embedding/encoder-relaxed.wasm';

const kilobytes = (/** @type {string} */ path) => fileSize(path) / 1_000;

/** What our page imports when the model is loaded, or something is searched for. */
const WITH_A_SEARCH =
  /\/(startActive|startCpu|startSearchWorker|VectorBatches|embedDocuments|embedCalibrationQueries)\.ts$/;

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
  const weigh = (/** @type {Iterable<string>} */ files) =>
    sum(Array.from(files, (file) => kilobytes(resolve(DIST, file))));
  const page = (/** @type {string} */ name) => weigh(filesOf(`${name}.html`));
  const later = () => {
    const found = filesOf('ours.html');
    const atOnce = new Set(found);
    for (const entry of Object.keys(manifest)) if (WITH_A_SEARCH.test(entry)) filesOf(entry, found);
    return weigh([...found].filter((file) => !atOnce.has(file)));
  };
  const assets = readdirSync(resolve(DIST, 'assets'));
  const worker = (/** @type {RegExp} */ name) =>
    weigh(assets.filter((file) => name.test(file) && file.endsWith('.js')).map((file) => `assets/${file}`));
  return {
    ours: {
      page: page('hook') - page('bare'),
      box: page('ours') - page('hook'),
      later: later(),
      worker: worker(/^embeddingWorker-/),
      search: worker(/^searchWorker-/),
      wasm: kilobytes(resolve(ROOT, ENCODER)),
    },
    theirs: {
      page: page('theirs'),
      box: 0,
      later: 0,
      worker: worker(/^theirs\.worker-/) + kilobytes(resolve(ROOT, `${ORT}.mjs`)), // which it imports
      search: 0,
      wasm: kilobytes(resolve(ROOT, `${ORT}.wasm`)),
    },
  };
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}
