// The vectors of SciFact's abstracts, passage by passage, and of its claims, as this library makes them in Chromium. That
// takes minutes, so they are kept in the system's folder for temporary files, under the digest of the model's weights.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readScifact } from '../../tools/datasets.mjs';
import { withBenchPage } from '../bench-page.mjs';

const BATCH = 256;
/** The model that the page embeds with. */
const MODEL = 'all-MiniLM-L6-v2';
const root = resolve(import.meta.dirname, '../..');

/** @typedef {{ start: number, end: number, vector: string }} Passage its vector as base64 of its float32 bytes */
/** @typedef {{ passages: Passage[][], queries: string[] }} Kept */

/**
 * Documents with their passages, and queries with their vectors.
 * @param {string} folder of the data sets
 */
export async function scifactVectors(folder) {
  const data = readScifact(folder);
  const file = fileOfVectors();
  if (!existsSync(file)) await keep(file, await embedAll(data));
  /** @type {Kept} */
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  return {
    documents: data.documents.map((document, i) => ({
      ...document,
      passages: (kept.passages[i] ?? []).map(({ start, end, vector }) => ({
        start,
        end,
        vector: floatsOf(vector),
      })),
    })),
    queries: data.queries.map((query, i) => ({ ...query, vector: floatsOf(kept.queries[i] ?? '') })),
    judgements: data.judgements,
  };
}

function fileOfVectors() {
  const catalog = JSON.parse(readFileSync(join(root, 'models/catalog.json'), 'utf8'));
  const { files } = catalog.find((/** @type {{ id: string }} */ { id }) => id === MODEL);
  const digest = files.weights.sha256.slice(0, 12);
  return join(tmpdir(), 'react-embeddings-bench', `scifact-${digest}.json`);
}

/**
 * @param {string} file
 * @param {Kept} vectors
 */
function keep(file, vectors) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(vectors));
  renameSync(`${file}.part`, file);
}

/**
 * @param {ReturnType<typeof readScifact>} data
 * @returns {Promise<Kept>}
 */
async function embedAll({ documents, queries }) {
  return withBenchPage(async (openPage) => {
    const page = await openPage();
    /** @type {{ start: number, end: number }[][]} */
    const spans = [];
    for (const { text } of documents)
      spans.push([...(await page.evaluate((text) => window.bench.passagesOf(text), text))]);
    const parts = documents.flatMap(({ text }, i) =>
      (spans[i] ?? []).map(({ start, end }) => text.slice(start, end)),
    );
    const vectors = await embed(page, parts, 'document');
    let next = 0;
    return {
      passages: spans.map((own) => own.map((span) => ({ ...span, vector: vectors[next++] ?? '' }))),
      queries: await embed(
        page,
        queries.map(({ text }) => text),
        'query',
      ),
    };
  });
}

/**
 * @param {import('playwright').Page} page
 * @param {readonly string[]} texts
 * @param {'query' | 'document'} role
 */
async function embed(page, texts, role) {
  const vectors = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH);
    const base64 = await page.evaluate(
      ([batch, role]) => window.bench.embedTexts(batch, role, 'encoder'),
      /** @type {const} */ ([batch, role]),
    );
    const bytes = Buffer.from(base64, 'base64');
    const each = bytes.length / batch.length;
    for (let i = 0; i < batch.length; i++)
      vectors.push(bytes.subarray(i * each, (i + 1) * each).toString('base64'));
    process.stderr.write(`\rSciFact: ${vectors.length} of ${texts.length} ${role} texts embedded `);
  }
  return vectors;
}

/** @param {string} base64 */
function floatsOf(base64) {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
