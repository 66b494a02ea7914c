// The vectors of a retrieval set's passages and queries, as this library makes them in Chromium. That takes minutes, so they are
// stored in the system's folder for temporary files, under the digest of the model's weights, and a run that was ended goes on.

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withBenchPage } from '../bench-page.mjs';

const BATCH = 256;
const FLOAT_BYTES = 4;
const root = resolve(import.meta.dirname, '../..');

/** @typedef {import('../../tools/datasets.mjs').Text} Text */
/** @typedef {{ name: string, documents: Text[], queries: Text[] }} Set */

/**
 * @param {string} model its id
 * @param {Set} set
 * @param {boolean} make whether to make what is not stored
 * @returns {Promise<{ passages: Float32Array[][], queries: Float32Array[] } | undefined>}
 */
export async function setVectors(model, set, make) {
  const { dimensions, files } = modelOf(model);
  const folder = join(tmpdir(), 'react-embeddings-bench', `${set.name}-${files.weights.sha256.slice(0, 12)}`);
  const paths = {
    spans: join(folder, 'spans.json'),
    documents: join(folder, 'documents.f32'),
    queries: join(folder, 'queries.f32'),
  };
  if (!isWhole(paths, dimensions, set)) {
    if (!make) return undefined;
    mkdirSync(folder, { recursive: true });
    await makeAll(model, set, dimensions, paths);
  }
  const rows = rowsOf(paths.documents, dimensions);
  let next = 0;
  const passages = readSpans(paths.spans).map((own) =>
    own.map(() => rows[next++] ?? new Float32Array(dimensions)),
  );
  return { passages, queries: rowsOf(paths.queries, dimensions) };
}

/** @param {string} id */
function modelOf(id) {
  const catalogue = JSON.parse(readFileSync(join(root, 'models/catalogue.json'), 'utf8'));
  return catalogue.find((/** @type {{ id: string }} */ model) => model.id === id);
}

/** @typedef {{ spans: string, documents: string, queries: string }} Paths */

/**
 * @param {Paths} paths
 * @param {number} dimensions
 * @param {Set} set
 */
function isWhole(paths, dimensions, set) {
  if (!existsSync(paths.spans)) return false;
  const count = readSpans(paths.spans).reduce((sum, own) => sum + own.length, 0);
  return (
    rowsIn(paths.documents, dimensions) === count && rowsIn(paths.queries, dimensions) === set.queries.length
  );
}

/**
 * @param {string} path
 * @returns {{ start: number, end: number }[][]}
 */
function readSpans(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {string} path
 * @param {number} dimensions
 */
function rowsIn(path, dimensions) {
  return existsSync(path) ? Math.floor(statSync(path).size / dimensions / FLOAT_BYTES) : 0;
}

/**
 * @param {string} path
 * @param {number} dimensions
 */
function rowsOf(path, dimensions) {
  const floats = new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  return Array.from({ length: floats.length / dimensions }, (_, i) =>
    floats.subarray(i * dimensions, (i + 1) * dimensions),
  );
}

/**
 * @param {string} model
 * @param {Set} set
 * @param {number} dimensions
 * @param {Paths} paths
 */
function makeAll(model, { name, documents, queries }, dimensions, paths) {
  return withBenchPage(async (openPage) => {
    const page = await openPage(`?model=${encodeURIComponent(model)}`);
    if (!existsSync(paths.spans)) {
      const spans = [];
      for (const { text } of documents)
        spans.push(await page.evaluate((text) => window.bench.passagesOf(text), text));
      writeFileSync(`${paths.spans}.part`, JSON.stringify(spans));
      renameSync(`${paths.spans}.part`, paths.spans);
    }
    const texts = readSpans(paths.spans).flatMap((own, i) =>
      own.map(({ start, end }) => documents[i]?.text.slice(start, end) ?? ''),
    );
    await embed(
      paths.queries,
      queries.map(({ text }) => text),
      'query',
    );
    await embed(paths.documents, texts, 'document');

    /**
     * @param {string} path
     * @param {readonly string[]} all
     * @param {'query' | 'document'} role
     */
    async function embed(path, all, role) {
      for (let from = rowsIn(path, dimensions); from < all.length; from += BATCH) {
        const batch = all.slice(from, from + BATCH);
        const base64 = await page.evaluate(
          ([batch, role]) => window.bench.embedTexts(batch, role, 'encoder'),
          /** @type {const} */ ([batch, role]),
        );
        appendFileSync(path, Buffer.from(base64, 'base64'));
        process.stderr.write(`\r${model}, ${name}: ${from + batch.length} of ${all.length} ${role} texts `);
      }
    }
  });
}
