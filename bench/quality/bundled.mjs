// The models of models/ that are measured by `npm run quality -- --model ID`: what each is compared with, and its bounds. A model
// with further measures has its own function in `more`.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readScifact, readStsb } from '../../tools/datasets.mjs';
import { cosine, mean } from '../../tools/metrics.mjs';
import { fullPrecisionFiles } from '../../tools/models/full-precision-model.mjs';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';
import { atLeast, atMost } from '../../tools/report.mjs';
import { at, embedIn, scifact, stsb, textsOf } from './measures.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
/** One in so many texts is embedded in full precision, which takes seconds a batch. */
const EVERY = 4;
const ABSTRACTS = 500;

/** @typedef {import('../../tools/report.mjs').Bar} Bar */
/** @typedef {(search: string) => Promise<import('playwright').Page>} OpenPage */

/**
 * @typedef {object} Bundled
 * @property {number} bytes the most that its weights may take
 * @property {string} [q8] the same model in 8 bits
 * @property {() => { repo: string, files: ReturnType<typeof fullPrecisionFiles> }} [exact] the same in full precision
 * @property {(openPage: OpenPage, data: string) => Promise<Record<string, Bar>>} [more]
 */

/** @type {Readonly<Record<string, Bundled>>} */
export const BUNDLED = {
  'all-MiniLM-L6-v2-q4': {
    bytes: 12.5e6,
    q8: 'all-MiniLM-L6-v2',
    exact: () => ({ repo: 'all-MiniLM-L6-v2-fp32', files: fullPrecisionFiles() }),
  },
  'bge-small-en-v1.5-q4': {
    bytes: 18.5e6,
    q8: 'bge-small-en-v1.5',
    exact: () => {
      const paths = fetchHubModel('bge-small-en-v1.5-fp32');
      const [tokenizer = '', weights = ''] = paths;
      const repo = 'Xenova/bge-small-en-v1.5';
      const files = { tokenizer: describe(tokenizer, repo), weights: describe(weights, repo) };
      return { repo, files };
    },
  },
  'static-minilm-256': { bytes: 4.1e6 },
};

/**
 * The bars of a bundled model: its files, and, of one in 4 bits, how much it loses against 8 bits and full precision.
 * @param {OpenPage} openPage
 * @param {string} id
 * @param {string} data the folder of the sets
 * @returns {Promise<Record<string, Bar>>}
 */
export async function bundledBars(openPage, id, data) {
  const { bytes, q8, exact, more } = /** @type {Bundled} */ (BUNDLED[id]);
  const { repo, files } = specOf(id);
  const sizes = {
    bytes: atMost(files.weights.bytes, bytes),
    tokenizer_gzip_mb: atMost(
      gzipSync(readFileSync(resolve(ROOT, 'models', repo, files.tokenizer.path)), { level: 9 }).length / 1e6,
      1.5,
    ),
  };
  const embed = embedIn(await openPage(`?model=${id}`), id);
  const sets = { stsb: readStsb(data, 'test'), scifact: readScifact(data) };
  const own = { stsb: await stsb(embed, sets.stsb), scifact: await scifact(embed, sets.scifact) };
  const other = await eightBits();
  return {
    stsb_test: atLeast(own.stsb, other ? other.stsb - 0.3 : 0),
    scifact_ndcg10: atLeast(own.scifact, other ? other.scifact - 0.5 : 0),
    ...(exact && { cosine_to_fp32_mean: atLeast(await cosineToExact(exact()), 0.99) }),
    ...sizes,
    ...(await more?.(openPage, data)),
  };

  async function eightBits() {
    if (!q8) return undefined;
    if (specOf(q8).revision !== null) fetchHubModel(q8);
    const embed = embedIn(await openPage(`?model=${q8}`), q8);
    return { stsb: await stsb(embed, sets.stsb), scifact: await scifact(embed, sets.scifact) };
  }

  /** @param {ReturnType<NonNullable<Bundled['exact']>>} model */
  async function cosineToExact(model) {
    const texts = [
      ...readStsb(data, 'dev').texts,
      ...textsOf(sets.scifact.documents.slice(0, ABSTRACTS)),
    ].filter((_, i) => i % EVERY === 0);
    const page = await openPage(`?model=${q8}`);
    await page.evaluate((model) => window.bench.setFullPrecision(model), model);
    const expected = await embedIn(page, q8 ?? '', 'fp32')(texts, 'document');
    const found = await embed(texts, 'document');
    return mean(found.map((vector, i) => cosine(vector, at(expected, i))));
  }
}

/**
 * @param {string} id
 * @returns {import('../../src/engine/models/types.js').ModelSpec}
 */
function specOf(id) {
  const catalog = JSON.parse(readFileSync(resolve(ROOT, 'models/catalog.json'), 'utf8'));
  return catalog.find((/** @type {{ id: string }} */ model) => model.id === id);
}

/**
 * A file as a model's description names it.
 * @param {string} path from the root of the repository
 * @param {string} repo
 */
function describe(path, repo) {
  const bytes = readFileSync(resolve(ROOT, path));
  const inRepo = path.slice(path.indexOf(`${repo}/`) + repo.length + 1);
  return {
    path: inRepo,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
