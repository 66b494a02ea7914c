// npm run study:ranking: how well ways to join words and meaning find, over three retrieval sets and the models of the catalog
// whose files are in models/ (nDCG@10 x 100), and the weight of each way by cross-validation: for each set the one
// that is best for all models on the other sets. --write writes the tables of docs/ranking.md, --from FILE those of a run with
// --json.
// Words are those of an index in English. Vectors are made in Chromium and stored (set-vectors.mjs).

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleForNode } from '../../tools/bundle-for-node.mjs';
import { readCisi, readCranfield, readScifact } from '../../tools/datasets.mjs';
import { writeSections } from '../../tools/markdown-tables.mjs';
import { dot, mean, ndcg } from '../../tools/metrics.mjs';
import { fetchHubModel, HUB_MODELS } from '../../tools/models/hub-models.mjs';
import { atMost, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { setVectors, storedVectors } from './set-vectors.mjs';

const root = resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    from: { type: 'string', default: '' },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const MODELS = ['bge-small-en-v1.5', 'all-MiniLM-L6-v2', 'static-minilm-256'];
const WEIGHTS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
/** @type {Record<string, string>} */
const HEADS = { worstLoss: 'worst loss to the better leg' };
const DOCUMENT = resolve(root, 'docs/ranking.md');
/** @typedef {typeof import('./parts.js')} Parts */
/** @type {Parts} */
const {
  bestOf,
  Bm25,
  DEFAULT_WEIGHT,
  loadLanguage,
  queryTerms,
  reciprocalRanks,
  spreadOf,
  weightedMean,
  lexicalScores,
} = await import(await bundleForNode('bench/ranking/parts.ts', 'bench/ranking/dist/parts.js'));

const english = await loadLanguage('en');

/** @typedef {Record<string, string | number>} Row of a table */
/** @typedef {{ model: string, set: string, words: number, meaning: number, ways: Record<string, Map<number, number>> }} Measured */
/** @typedef {{ semantic: Float32Array, bm25: Float32Array, expectedScore: number }} Retrieved the scores of both retrievers for one query, of all documents */

/** @param {Float32Array} scores */
function standard(scores) {
  const { mean, stdDev } = spreadOf(scores);
  return scores.map((score) => (stdDev > 0 ? (score - mean) / stdDev : 0));
}

/** @param {Float32Array} scores */
function logarithmic(scores) {
  return standard(scores).map((score) => Math.sign(score) * Math.log1p(Math.abs(score)));
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} weight of `a`
 */
function sum(a, b, weight) {
  return a.map((value, i) => weight * value + (1 - weight) * Number(b[i]));
}

/** @type {Record<string, (retrieved: Retrieved, weight: number) => Float32Array>} */
const WAYS = {
  'weighted mean of cosine and share of words': ({ semantic, bm25, expectedScore }, weight) =>
    weightedMean(semantic, lexicalScores(bm25, expectedScore), weight),
  'standard scores': ({ semantic, bm25 }, weight) => sum(standard(semantic), standard(bm25), weight),
  'standard scores, of words their logarithm': ({ semantic, bm25 }, weight) =>
    sum(standard(semantic), logarithmic(bm25), weight),
  'reciprocal ranks': ({ semantic, bm25, expectedScore }, weight) =>
    reciprocalRanks(semantic, lexicalScores(bm25, expectedScore), weight, () => true),
};

if (options.from !== '') write(JSON.parse(readFileSync(options.from, 'utf8')));
else if (existsSync(options.data)) await main();
else console.log(`Nothing was measured: ${options.data} is not here.`);

async function main() {
  const sets = {
    SciFact: readScifact(options.data),
    Cranfield: readCranfield(options.data),
    CISI: readCisi(options.data),
  };
  /** @type {Measured[]} */
  const measured = [];
  for (const model of MODELS)
    for (const [name, set] of Object.entries(sets)) {
      const vectors = storedVectors(model, { name, ...set }) ?? (await makeVectors(model, { name, ...set }));
      measured.push({ model, set: name, ...measure(set, vectors) });
    }
  const found = measured.map(({ model, set, words, meaning, ways }) => ({
    model,
    set,
    words,
    meaning,
    both: ways['weighted mean of cosine and share of words']?.get(defaultWeight(model)) ?? Number.NaN,
  }));
  const ways = Object.keys(WAYS).map((way) => ({ way, ...crossValidated(way, measured) }));
  const tables = { found, ways };
  const loss = Math.max(...found.map(({ words, meaning, both }) => Math.max(words, meaning) - both));
  if (options.write) write(tables);
  report({
    bars: { worst_fusion_loss: atMost(loss, 0.5) },
    n: { pairs: found.length },
    json: options.json,
    tables,
  });
}

/**
 * @param {string} model
 * @param {import('./set-vectors.mjs').Set} set
 */
function makeVectors(model, set) {
  if (model in HUB_MODELS) fetchHubModel(model);
  return withBenchPage(
    async (openPage) => setVectors(await openPage(`?model=${encodeURIComponent(model)}`), model, set),
    'quality',
  );
}

/** @param {string} model */
function defaultWeight(model) {
  const catalog = JSON.parse(readFileSync(resolve(root, 'models/catalog.json'), 'utf8'));
  return (
    catalog.find((/** @type {{ id: string }} */ { id }) => id === model).semanticWeight ?? DEFAULT_WEIGHT
  );
}

/**
 * @param {{ documents: import('../../tools/datasets.mjs').Text[], queries: import('../../tools/datasets.mjs').Text[], judgements: import('../../tools/datasets.mjs').Judgements }} set
 * @param {{ passages: Float32Array[][], queries: Float32Array[] }} vectors
 */
function measure({ documents, queries, judgements }, vectors) {
  const words = new Bm25();
  words.language = english;
  for (const [i, { text }] of documents.entries()) words.add(i, text);
  const retrieved = queries.map(({ text }, i) => {
    const bm25 = new Float32Array(documents.length);
    const expectedScore = words.addScores(words.expand(queryTerms(text, false)), bm25);
    const query = vectors.queries[i] ?? new Float32Array();
    const semantic = Float32Array.from(vectors.passages, (own) =>
      Math.max(...own.map((row) => dot(row, query))),
    );
    return { bm25, expectedScore, semantic };
  });
  /** @param {(retrieved: Retrieved) => Float32Array} rank */
  const gain = (rank) =>
    100 *
    mean(
      retrieved.map((own, i) => {
        const ranked = bestOf(rank(own), 10, () => true).map((document) => documents[document]?.id ?? '');
        return ndcg(ranked, judgements.get(queries[i]?.id ?? '') ?? new Map());
      }),
    );
  return {
    words: gain(({ bm25, expectedScore }) => lexicalScores(bm25, expectedScore)),
    meaning: gain(({ semantic }) => semantic),
    ways: Object.fromEntries(
      Object.entries(WAYS).map(([name, way]) => [
        name,
        new Map(WEIGHTS.map((weight) => [weight, gain((own) => way(own, weight))])),
      ]),
    ),
  };
}

/**
 * The mean over all sets and models of a way, whose weight for each set is the one that is best for all models on the other
 * sets; and the most that it lost against the better of words and meaning.
 * @param {string} way
 * @param {Measured[]} measured
 */
function crossValidated(way, measured) {
  const results = measured.flatMap(({ set, words, meaning, ways }) => {
    const others = measured.filter((other) => other.set !== set);
    if (others.length === 0) return [];
    const gainOf = (/** @type {number} */ weight) =>
      mean(others.map((other) => Number(other.ways[way]?.get(weight))));
    const weight = WEIGHTS.reduce((best, weight) => (gainOf(weight) > gainOf(best) ? weight : best));
    const gain = Number(ways[way]?.get(weight));
    return [{ gain, loss: Math.max(words, meaning) - gain }];
  });
  return {
    mean: mean(results.map(({ gain }) => gain)),
    worstLoss: Math.max(...results.map(({ loss }) => loss)),
  };
}

/** @param {{ found: Row[], ways: Row[] }} tables */
function write({ found, ways }) {
  writeSections(DOCUMENT, { found: tableOf(found), ways: tableOf(ways) });
}

/** @param {Row[]} rows */
function tableOf(rows) {
  const cells = (/** @type {(string | number)[]} */ values) =>
    values.map((value) => (typeof value === 'number' ? value.toFixed(1).replace('-0.0', '0.0') : value));
  const names = Object.keys(rows[0] ?? {}).map((name) => HEADS[name] ?? name);
  const lines = [names, ...rows.map((row) => cells(Object.values(row)))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}
