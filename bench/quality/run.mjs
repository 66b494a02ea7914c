// npm run quality: how well the bundled model, run by this library in Chromium, understands text.
//   STS-B (dev, test): Spearman x 100 between cosine similarities and people's judgements of sentence pairs.
//   SciFact (test): nDCG@10 x 100 of the abstracts found for a claim.
//   SciFact, Cranfield and CISI through an index, whose passages are whole: by meaning, by words, and by both; SciFact's also by
//   reciprocal ranks. worst_fusion_loss: the most by which both together are below the better of the two, for any model and set.
//   typo_hit1: the share of 500 queries with one typo in a content word that find the same first hit by words as without it.
//   nothing_here_precision, _recall: of queries of one set in an index of another, and of those that have an answer there, whether
//   the best hit's relevance is below 0.9; the worse of the models.
//   Cosine to the vectors of the full-precision model on onnxruntime-web, over STS-B dev and 500 abstracts of SciFact.
// All by the encoder as users run it; with --all also by its build without relaxed SIMD (plain_…) and by onnxruntime-web
// on the bundled file (onnxruntime_…).
// Sentences by the bundled model, all-MiniLM-L6-v2; indexes by the default model, bge-small-en-v1.5, whose files are fetched, and by
// the bundled one (minilm_…). Vectors are stored between runs, by content.
// A model of several languages (multilingual-e5-small) is measured by STS-B in each of them (stsb_<language>), which may lose at most
// 1 to the model with its whole vocabulary, its bytes and those of its tokenizer.
// With --index only what goes through an index is measured.
// With --model ID another model is measured whose files are in models/. One of bundled.mjs is compared with the same in 8 bits (q8)
// and in full precision: stsb_test (loss of at most 0.3), scifact_ndcg10 (0.5), cosine_to_fp32_mean, bytes and tokenizer_gzip_mb.
// Of others: what their vectors and their index find.
// The data lies beside the checkout (../shared/data, or --data DIR); without it there is nothing to measure.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCisi, readCranfield, readScifact, readStsb } from '../../tools/datasets.mjs';
import { cosine, mean, ndcg } from '../../tools/metrics.mjs';
import { fullPrecisionFiles } from '../../tools/models/full-precision-model.mjs';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';
import { randomNumbers } from '../../tools/random.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { setVectors } from '../ranking/set-vectors.mjs';
import { BUNDLED, bundledBars } from './bundled.mjs';
import { isMultilingual, languageBars } from './languages.mjs';
import { at, embedIn, scifact, stsb, textsOf } from './measures.mjs';
import { withTypo } from './typos.mjs';

const root = resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    index: { type: 'boolean', default: false },
    model: { type: 'string', default: '' },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const BATCH = 256;
const SMALLER = 'all-MiniLM-L6-v2';
const DEFAULT = 'bge-small-en-v1.5';
/** Queries with a typo. */
const TYPOS = 500;
/** Below it a hit is none. */
const RELEVANT = 0.9;
const ABSTRACTS = 500;
/** The least that an index is to find with a model; 0 where nothing was ever found out. @type {Record<string, Record<string, number>>} */
const MIN_COSINE = {
  'all-MiniLM-L6-v2': { scifact_semantic: 64.2, scifact_lexical: 68.5, scifact_hybrid: 72.4 },
  'bge-small-en-v1.5': {
    scifact_lexical: 68.5,
    scifact_hybrid: 73.7,
    cranfield_hybrid: 44.4,
    cisi_hybrid: 45.1,
  },
};
/** @typedef {import('./page.js').Way} Way */

if (existsSync(options.data)) await (options.model === '' ? main() : measureOther(options.model));
else console.log(`Nothing was measured: ${options.data} is not here.`);

/** @param {string} model */
async function measureOther(model) {
  await withBenchPage(async (openPage, chromiumPath) => {
    if (model in BUNDLED) {
      const measured = await bundledBars(openPage, model, options.data);
      return report({ ...measured, chromiumPath, json: options.json });
    }
    const page = await openPage(`?model=${encodeURIComponent(model)}`);
    const data = readScifact(options.data);
    const embed = embedIn(page, model);
    if (isMultilingual(model)) {
      const bars = await languageBars(model, options.data, (set) => stsb(embed, set));
      return report({ bars, n: {}, chromiumPath, json: options.json });
    }
    const found = {
      stsb_dev: await stsb(embed, readStsb(options.data, 'dev')),
      stsb_test: await stsb(embed, readStsb(options.data, 'test')),
      scifact_ndcg10: await scifact(embed, data),
    };
    const values = Object.entries(found).map(([name, value]) => [name, atLeast(value, 0)]);
    const { bars: own, loss } = await indexBars(page, model);
    const bars = { ...Object.fromEntries(values), ...own, worst_fusion_loss: atMost(loss, 0.5) };
    report({ bars, n: { scifact: data.queries.length }, chromiumPath, json: options.json });
  });
}

async function main() {
  fetchHubModel(DEFAULT);
  const files = options.index ? undefined : fullPrecisionFiles();
  await withBenchPage(async (openPage, chromiumPath) => {
    const page = await openPage();
    const scifactData = readScifact(options.data);
    const data = {
      dev: readStsb(options.data, 'dev'),
      test: readStsb(options.data, 'test'),
      scifact: scifactData,
    };
    const texts = [...data.dev.texts, ...textsOf(data.scifact.documents.slice(0, ABSTRACTS))];
    /** @type {Float32Array[]} */
    let exact = [];
    /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
    const bars = {};
    if (files) {
      const model = { repo: 'all-MiniLM-L6-v2-fp32', files };
      await page.evaluate((model) => window.bench.setFullPrecision(model), model);
      exact = await embedIn(page, SMALLER, 'fp32')(texts, 'document');
      Object.assign(bars, await barsOf('encoder', ''));
    }
    if (options.all) {
      Object.assign(bars, await barsOf('plain', 'plain_'));
      Object.assign(bars, await barsOf('onnxruntime', 'onnxruntime_'));
    }
    const own = await indexBars(await openPage(`?model=${DEFAULT}`), DEFAULT);
    const other = await indexBars(page, SMALLER);
    Object.assign(bars, own.bars, withPrefix(other.bars, 'minilm_'), {
      worst_fusion_loss: atMost(Math.max(own.loss, other.loss), 0.5),
      typo_hit1: atLeast(own.typos, 0.9),
      nothing_here_precision: atLeast(Math.min(own.nothing.precision, other.nothing.precision), 0.9),
      nothing_here_recall: atLeast(Math.min(own.nothing.recall, other.nothing.recall), 0.7),
    });
    const n = {
      cosines: texts.length,
      stsb_dev: data.dev.pairs.length,
      stsb_test: data.test.pairs.length,
      scifact: data.scifact.queries.length,
      typos: TYPOS,
    };
    report({ bars, n, chromiumPath, json: options.json });

    /**
     * @param {Way} way
     * @param {string} prefix
     */
    async function barsOf(way, prefix) {
      const embed = embedIn(page, SMALLER, way);
      const vectors = await embed(texts, 'document');
      const cosines = vectors.map((vector, index) => cosine(vector, at(exact, index)));
      /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
      const bars = {
        cosine_mean: atLeast(mean(cosines), 0.9985),
        cosine_min: atLeast(Math.min(...cosines), 0.995),
        stsb_dev: atLeast(await stsb(embed, data.dev), 86.6),
        stsb_test: atLeast(await stsb(embed, data.test), 81.8),
        scifact_ndcg10: atLeast(await scifact(embed, data.scifact), 64.3),
      };
      return Object.fromEntries(Object.entries(bars).map(([name, bar]) => [prefix + name, bar]));
    }
  });
}

/**
 * @param {Record<string, import('../../tools/report.mjs').Bar>} bars
 * @param {string} prefix
 */
function withPrefix(bars, prefix) {
  return Object.fromEntries(Object.entries(bars).map(([name, bar]) => [prefix + name, bar]));
}

/**
 * What an index of each set finds with the page's model.
 * @param {import('playwright').Page} page
 * @param {string} model
 */
async function indexBars(page, model) {
  const sets = {
    scifact: readScifact(options.data),
    cranfield: readCranfield(options.data),
    cisi: readCisi(options.data),
  };
  const least = MIN_COSINE[model] ?? {};
  /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
  const bars = {};
  let loss = Number.NEGATIVE_INFINITY;
  /** @type {boolean[]} */
  const sameFirst = [];
  /** @type {{ isForeign: boolean, isNothing: boolean }[]} */
  const told = [];
  for (const [name, set] of Object.entries(sets)) {
    process.stderr.write(`\nindex: ${model}, ${name} `);
    await prime(page, await setVectors(page, model, { name, ...set }), set);
    await page.evaluate((documents) => window.bench.buildIndex(documents), set.documents);
    if (name === 'scifact') {
      bars.int8_recall10 = atLeast(await page.evaluate(() => window.bench.measureRecall()), 1);
      const rrf = await measureIndex(page, set, { mode: 'hybrid', fusion: 'rrf', semanticWeight: 0.5 });
      bars.scifact_rrf = atLeast(rrf, 0);
    }
    const found = {
      semantic: await measureIndex(page, set, { mode: 'semantic' }),
      lexical: await measureIndex(page, set, { mode: 'lexical' }),
      hybrid: await measureIndex(page, set, { mode: 'hybrid' }),
    };
    loss = Math.max(loss, Math.max(found.semantic, found.lexical) - found.hybrid);
    for (const [mode, value] of Object.entries(found))
      bars[`${name}_${mode}`] = atLeast(value, least[`${name}_${mode}`] ?? 0);
    sameFirst.push(...(await sameFirstHits(page, set)));
    for (const [other, { queries }] of Object.entries(sets)) {
      const relevance = await page.evaluate((texts) => window.bench.relevance(texts), textsOf(queries));
      told.push(...relevance.map((best) => ({ isForeign: other !== name, isNothing: best < RELEVANT })));
    }
  }
  const nothing = told.filter(({ isNothing }) => isNothing);
  const right = nothing.filter(({ isForeign }) => isForeign).length;
  return {
    bars,
    loss,
    typos: mean(sameFirst.slice(0, TYPOS).map(Number)),
    nothing: {
      precision: right / nothing.length,
      recall: right / told.filter(({ isForeign }) => isForeign).length,
    },
  };
}

/**
 * Gives the page the vectors of a set.
 * @param {import('playwright').Page} page
 * @param {import('../ranking/set-vectors.mjs').SetVectors} vectors
 * @param {Pick<import('../ranking/set-vectors.mjs').Set, 'documents' | 'queries'>} set
 */
async function prime(page, { spans, passages, queries: asked }, { documents, queries }) {
  for (let from = 0; from < documents.length; from += BATCH) {
    const some = documents
      .slice(from, from + BATCH)
      .map(({ text }, i) => ({ text, spans: spans[from + i] ?? [] }));
    await page.evaluate(
      ([some, base64]) => window.bench.putDocuments(some, base64),
      /** @type {const} */ ([some, base64Of(passages.slice(from, from + BATCH).flat())]),
    );
  }
  await page.evaluate(
    ([texts, base64]) => window.bench.putQueries(texts, base64),
    /** @type {const} */ ([textsOf(queries), base64Of(asked)]),
  );
}

/** @param {readonly Float32Array[]} vectors */
function base64Of(vectors) {
  return Buffer.concat(vectors.map((vector) => Buffer.from(vector.slice().buffer))).toString('base64');
}

/**
 * Whether the first hit by words stays the same when a query has a typo, for each query that has a word for it.
 * @param {import('playwright').Page} page
 * @param {Pick<import('../ranking/set-vectors.mjs').Set, 'queries'>} set
 */
async function sameFirstHits(page, { queries }) {
  const random = randomNumbers(22);
  const pairs = queries.flatMap(({ text }) => {
    const misspelt = withTypo(text, random);
    return misspelt === undefined ? [] : [{ text, misspelt }];
  });
  const [before, after] = await page.evaluate(
    async ([before, after]) => [
      await window.bench.search(before, { mode: 'lexical' }),
      await window.bench.search(after, { mode: 'lexical' }),
    ],
    /** @type {const} */ ([pairs.map(({ text }) => text), pairs.map(({ misspelt }) => misspelt)]),
  );
  return pairs.map((_, i) => before?.[i]?.[0] === after?.[i]?.[0]);
}

/**
 * nDCG@10 x 100 of what the page's index finds.
 * @param {import('playwright').Page} page
 * @param {Pick<ReturnType<typeof readCisi>, 'queries' | 'judgements'>} set
 * @param {Parameters<typeof window.bench.search>[1]} how
 */
async function measureIndex(page, { queries, judgements }, how) {
  const texts = queries.map(({ text }) => text);
  const found = await page.evaluate(
    ([texts, how]) => window.bench.search(texts, how),
    /** @type {const} */ ([texts, how]),
  );
  return 100 * mean(queries.map(({ id }, i) => ndcg(found[i] ?? [], judgements.get(id) ?? new Map())));
}
