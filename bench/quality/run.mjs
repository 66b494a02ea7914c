// npm run quality: how well the bundled model, run by this library in Chromium, understands text.
//   STS-B (dev, test): Spearman x 100 between cosine similarities and people's judgements of sentence pairs.
//   SciFact (test): nDCG@10 x 100 of the abstracts found for a claim.
//   SciFact, Cranfield and CISI through an index, whose passages are whole: by meaning, by words, and by both; SciFact's also by
//   reciprocal ranks. worst_fusion_loss: the most by which both together are below the better of the two.
//   Cosine to the vectors of the full-precision model on onnxruntime-web, over STS-B dev and 500 abstracts of SciFact.
// All by the encoder as users run it; with --all also by its build without relaxed SIMD (plain_…) and by onnxruntime-web
// on the bundled file (onnxruntime_…).
// With --model ID another model is measured whose files are in models/: what its vectors and its index find. For
// bge-small-en-v1.5 they are models/Xenova/bge-small-en-v1.5/{tokenizer.json,onnx/model_quantized.onnx}.
// The data lies beside the checkout (../shared/data, or --data DIR); without it there is nothing to measure.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCisi, readCranfield, readScifact, readStsb } from '../../tools/datasets.mjs';
import { cosine, dot, mean, ndcg, spearman } from '../../tools/metrics.mjs';
import { fullPrecisionFiles } from '../../tools/models/full-precision-model.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';

const root = resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    model: { type: 'string', default: '' },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const BATCH = 256;
const ABSTRACTS = 500;
/** The least that an index is to find with a model; 0 where nothing was ever found out. @type {Record<string, Record<string, number>>} */
const LEAST = {
  'all-MiniLM-L6-v2': { scifact_semantic: 64.2, scifact_lexical: 65.5, scifact_hybrid: 71.5 },
};
/** @typedef {import('./page.js').Way} Way */
/** @typedef {(texts: readonly string[], role: 'query' | 'document') => Promise<Float32Array[]>} Embed */

if (existsSync(options.data)) await (options.model === '' ? main() : measureOther(options.model));
else console.log(`Nothing was measured: ${options.data} is not here.`);

/** @param {string} model */
async function measureOther(model) {
  await withBenchPage(async (openPage, chromiumPath) => {
    const page = await openPage(`?model=${encodeURIComponent(model)}`);
    const data = readScifact(options.data);
    const embed = embedIn(page, 'encoder');
    const found = {
      stsb_dev: await stsb(embed, readStsb(options.data, 'dev')),
      stsb_test: await stsb(embed, readStsb(options.data, 'test')),
      scifact_ndcg10: await scifact(embed, data),
    };
    const values = Object.entries(found).map(([name, value]) => [name, atLeast(value, 0)]);
    const bars = { ...Object.fromEntries(values), ...(await indexBars(page, data)) };
    report({ bars, n: { scifact: data.queries.length }, chromiumPath, json: options.json });
  });
}

async function main() {
  const files = fullPrecisionFiles();
  await withBenchPage(async (openPage, chromiumPath) => {
    const page = await openPage();
    await page.evaluate((files) => window.bench.setFullPrecision(files), files);
    const data = {
      dev: readStsb(options.data, 'dev'),
      test: readStsb(options.data, 'test'),
      scifact: readScifact(options.data),
    };
    const texts = [...data.dev.texts, ...textsOf(data.scifact.documents.slice(0, ABSTRACTS))];
    const exact = await embedIn(page, 'fp32')(texts, 'document');
    const bars = { ...(await barsOf('encoder', '')) };
    if (options.all) {
      Object.assign(bars, await barsOf('plain', 'plain_'));
      Object.assign(bars, await barsOf('onnxruntime', 'onnxruntime_'));
    }
    Object.assign(bars, await indexBars(page, data.scifact));
    const n = {
      cosines: texts.length,
      stsb_dev: data.dev.pairs.length,
      stsb_test: data.test.pairs.length,
      scifact: data.scifact.queries.length,
    };
    report({ bars, n, chromiumPath, json: options.json });

    /**
     * @param {Way} way
     * @param {string} prefix
     */
    async function barsOf(way, prefix) {
      const embed = embedIn(page, way);
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
 * @param {import('playwright').Page} page
 * @param {ReturnType<typeof readScifact>} scifact
 */
async function indexBars(page, scifact) {
  const sets = { scifact, cranfield: readCranfield(options.data), cisi: readCisi(options.data) };
  const least = LEAST[options.model || 'all-MiniLM-L6-v2'] ?? {};
  /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
  const bars = {};
  let worst = Number.NEGATIVE_INFINITY;
  for (const [name, set] of Object.entries(sets)) {
    await page.evaluate((documents) => window.bench.buildIndex(documents), set.documents);
    if (name === 'scifact') {
      bars.int8_recall10 = atLeast(await page.evaluate(() => window.bench.measureRecall()), 1);
      const rrf = await measureIndex(page, set, { mode: 'hybrid', fusion: 'reciprocal-ranks', weight: 0.5 });
      bars.scifact_rrf = atLeast(rrf, 0);
    }
    const found = {
      semantic: await measureIndex(page, set, { mode: 'semantic' }),
      lexical: await measureIndex(page, set, { mode: 'lexical' }),
      hybrid: await measureIndex(page, set, { mode: 'hybrid' }),
    };
    worst = Math.max(worst, Math.max(found.semantic, found.lexical) - found.hybrid);
    for (const [mode, value] of Object.entries(found))
      bars[`${name}_${mode}`] = atLeast(value, least[`${name}_${mode}`] ?? 0);
  }
  return { ...bars, worst_fusion_loss: atMost(worst, 0.5) };
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

/**
 * @param {import('playwright').Page} page
 * @param {Way} way
 * @returns {Embed}
 */
function embedIn(page, way) {
  return async (texts, role) => {
    const vectors = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      const batch = texts.slice(start, start + BATCH);
      const base64 = await page.evaluate(
        ([batch, role, way]) => window.bench.embedTexts(batch, role, way),
        /** @type {const} */ ([batch, role, way]),
      );
      const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
      const floats = new Float32Array(bytes.buffer);
      const dimensions = floats.length / batch.length;
      for (let row = 0; row < batch.length; row++)
        vectors.push(floats.slice(row * dimensions, (row + 1) * dimensions));
      if (!options.json) process.stderr.write(`\r${way}: ${vectors.length} of ${texts.length} texts `);
    }
    return vectors;
  };
}

/**
 * @param {Embed} embed
 * @param {ReturnType<typeof readStsb>} data
 */
async function stsb(embed, { pairs, texts }) {
  const vectors = await embed(texts, 'document');
  const place = new Map(texts.map((text, index) => [text, index]));
  const cosines = pairs.map(({ sentences }) => {
    const [first, second] = sentences.map((text) => at(vectors, place.get(text) ?? -1));
    return dot(first ?? [], second ?? []);
  });
  const judged = pairs.map(({ score }) => score);
  return 100 * spearman(cosines, judged);
}

/**
 * @param {Embed} embed
 * @param {ReturnType<typeof readScifact>} data
 */
async function scifact(embed, { documents, queries, judgements }) {
  const vectors = await embed(textsOf(documents), 'document');
  const asked = await embed(textsOf(queries), 'query');
  const gains = queries.map((query, index) => {
    const scored = documents.map(({ id }, i) => ({ id, score: dot(at(asked, index), at(vectors, i)) }));
    const ranked = scored.sort((a, b) => b.score - a.score).map(({ id }) => id);
    return ndcg(ranked, judgements.get(query.id) ?? new Map());
  });
  return 100 * mean(gains);
}

/** @param {readonly { text: string }[]} documents */
function textsOf(documents) {
  return documents.map(({ text }) => text);
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 */
function at(list, index) {
  const value = list[index];
  if (value === undefined) throw new Error(`A text has no vector: ${index} of ${list.length}.`);
  return value;
}
