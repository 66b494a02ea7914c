import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @typedef {import('../../tools/serve-strictly.mjs').ServedRequest} ServedRequest */

/** What a built app costs: `worker_gzip_kb` on the wire, `unused_wasm_mb` where it is deployed. */
/** @typedef {{ worker_gzip_kb: number, unused_wasm_mb: number }} Sizes */

/** The encoder's two builds, of which a machine needs one. Bundlers give files other names. */
const ENCODER = ['relaxed', 'plain'].map((name) =>
  readFileSync(resolve(import.meta.dirname, `../../src/engine/workers/embedding/encoder-${name}.wasm`)),
);
/** Turbopack starts all workers by one script, from which one cannot tell who asked. A method of the index's worker tells. */
const isOfSearch = (/** @type {string} */ file) =>
  file.endsWith('.js') && readFileSync(file, 'utf8').includes('putVectors');
const isEncoder = (/** @type {string} */ file) =>
  file.endsWith('.wasm') && ENCODER.some((build) => build.equals(readFileSync(file)));

/**
 * What the worker that embeds has fetched besides the model, and the wasm that lies in the folder for nothing.
 * @param {string} folder of the built app
 * @param {readonly ServedRequest[]} asked of a visit that has searched by meaning
 * @returns {Sizes}
 */
export function sizesOf(folder, asked) {
  const workers = new Set(asked.filter(({ isWorker }) => isWorker).map(({ path }) => path));
  const fetched = [...workers].map((worker) => fetchedBy(worker, asked));
  const code = fetched.find((files) => files.some(isEncoder));
  if (!code) throw new Error('No worker asked for the encoder.');
  const used = new Set(asked.map(({ file }) => resolve(file)));
  const unused = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => resolve(folder, name))
    .filter((file) => file.endsWith('.wasm') && !used.has(file) && !isEncoder(file));
  const bytes = code.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  return {
    worker_gzip_kb: Math.round(bytes / 100) / 10,
    unused_wasm_mb: Math.round(unused.reduce((sum, file) => sum + statSync(file).size, 0) / 1e4) / 100,
  };
}

/** The script of a worker, and the code that it and its scripts have asked for. @param {string} root @param {readonly ServedRequest[]} asked */
function fetchedBy(root, asked) {
  const paths = new Set([root]);
  for (const path of paths) // grows while it is read
    for (const each of asked) if (each.from === path) paths.add(each.path);
  const files = asked.filter(({ path }) => paths.has(path)).map(({ file }) => resolve(file));
  return [...new Set(files)].filter((file) => /\.(m?js|wasm)$/.test(file) && !isOfSearch(file));
}
