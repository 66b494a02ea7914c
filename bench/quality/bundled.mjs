// The models of models/ that are measured by `npm run quality -- --model ID`: what each is compared with, and its bounds.

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
 */

/** Spearman x 100, and nDCG@10 x 100. @typedef {{ stsb_test: number, scifact_ndcg10: number }} Quality */

/** The most that 4 bits may lose to 8. @type {Quality} */
const MAX_LOSS = { stsb_test: 0.3, scifact_ndcg10: 0.5 };

const exactMiniLM = () => ({ repo: 'all-MiniLM-L6-v2-fp32', files: fullPrecisionFiles() });
const exactBge = () => {
  const [tokenizer = '', weights = ''] = fetchHubModel('bge-small-en-v1.5-fp32');
  const repo = 'Xenova/bge-small-en-v1.5';
  return { repo, files: { tokenizer: describe(tokenizer, repo), weights: describe(weights, repo) } };
};

/** @type {Readonly<Record<string, Bundled>>} */
export const BUNDLED = {
  'all-MiniLM-L6-v2-q4': { bytes: 12.5e6, q8: 'all-MiniLM-L6-v2', exact: exactMiniLM },
  'all-MiniLM-L6-v2': { bytes: 23e6, exact: exactMiniLM },
  'bge-small-en-v1.5-q4': { bytes: 18.5e6, q8: 'bge-small-en-v1.5', exact: exactBge },
  'bge-small-en-v1.5': { bytes: 34.1e6, exact: exactBge },
  'static-minilm-256': { bytes: 4.1e6 },
};

/**
 * The bars of a bundled model: its files, and, of one in 4 bits, how much it loses against 8 bits and full precision.
 * @param {OpenPage} openPage
 * @param {string} id
 * @param {string} data the folder of the sets
 * @returns {Promise<{ bars: Record<string, Bar>, n: Record<string, number>, tables: { q8?: Quality } }>}
 */
export async function bundledBars(openPage, id, data) {
  const { bytes, q8, exact } = /** @type {Bundled} */ (BUNDLED[id]);
  const { repo, files } = specOf(id);
  const sets = { stsb: readStsb(data, 'test'), scifact: readScifact(data) };
  const texts = [
    ...readStsb(data, 'dev').texts,
    ...textsOf(sets.scifact.documents.slice(0, ABSTRACTS)),
  ].filter((_, i) => i % EVERY === 0);
  const embed = await embedderOf(id);
  const own = await qualityOf(embed);
  const other = q8 ? await qualityOf(await embedderOf(q8)) : undefined;
  const tokenizer = readFileSync(resolve(ROOT, 'models', repo, files.tokenizer.path));
  const least = (/** @type {keyof Quality} */ name) => (other ? round(other[name] - MAX_LOSS[name]) : 0);
  return {
    bars: {
      stsb_test: atLeast(own.stsb_test, least('stsb_test')),
      scifact_ndcg10: atLeast(own.scifact_ndcg10, least('scifact_ndcg10')),
      ...(exact && { cosine_to_fp32_mean: atLeast(await cosineTo(exact()), 0.99) }),
      bytes: atMost(files.weights.bytes, bytes),
      tokenizer_gzip_mb: atMost(gzipSync(tokenizer, { level: 9 }).length / 1e6, 1.5),
    },
    n: {
      stsb: sets.stsb.pairs.length,
      scifact: sets.scifact.queries.length,
      ...(exact && { cosines: texts.length }),
    },
    tables: other ? { q8: other } : {},
  };

  /** @param {string} model */
  async function embedderOf(model) {
    if (specOf(model).revision !== null) fetchHubModel(model);
    return embedIn(await openPage(`?model=${model}`), model);
  }

  /** @param {import('./measures.mjs').Embed} embed @returns {Promise<Quality>} */
  async function qualityOf(embed) {
    return {
      stsb_test: round(await stsb(embed, sets.stsb)),
      scifact_ndcg10: round(await scifact(embed, sets.scifact)),
    };
  }

  /** @param {ReturnType<NonNullable<Bundled['exact']>>} model */
  async function cosineTo(model) {
    const page = await openPage(`?model=${q8 ?? id}`);
    await page.evaluate((model) => window.bench.setFullPrecision(model), model);
    const expected = await embedIn(page, q8 ?? id, 'fp32')(texts, 'document');
    const found = await embed(texts, 'document');
    return mean(found.map((vector, i) => cosine(vector, at(expected, i))));
  }
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
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
