// npm run quality: how well the bundled model, run by this library in Chromium, understands text.
//   STS-B (dev, test): Spearman x 100 between cosine similarities and people's judgements of sentence pairs.
//   SciFact (test): nDCG@10 x 100 of the abstracts found for a claim.
// The data lies beside the checkout (../shared/data, or --data DIR); without it there is nothing to measure.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { withBenchPage } from './bench-page.mjs';
import { dot, mean, ndcg, spearman } from './metrics.mjs';
import { atLeast, report } from './report.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    data: { type: 'string', default: resolve(root, '../shared/data') },
  },
});
const BATCH = 256;
/** @typedef {(texts: readonly string[], role: 'query' | 'document') => Promise<Float32Array[]>} Embed */

if (existsSync(options.data)) await main();
else console.log(`Nothing was measured: ${options.data} is not here.`);

async function main() {
  await withBenchPage(async (openPage, chromiumPath) => {
    const embed = embedIn(await openPage());
    const dev = await stsb(embed, 'stsb-en-dev.csv');
    const test = await stsb(embed, 'stsb-en-test.csv');
    const science = await scifact(embed);
    const bars = {
      stsb_dev: atLeast(dev.value, 86.4),
      stsb_test: atLeast(test.value, 81.8),
      scifact_ndcg10: atLeast(science.value, 64.2),
    };
    report({
      bars,
      n: { stsb_dev: dev.n, stsb_test: test.n, scifact: science.n },
      chromiumPath,
      json: options.json,
    });
  });
}

/**
 * @param {import('playwright').Page} page
 * @returns {Embed}
 */
function embedIn(page) {
  return async (texts, role) => {
    const vectors = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      const batch = texts.slice(start, start + BATCH);
      const base64 = await page.evaluate(
        ([batch, role]) => window.bench.embedTexts(batch, role),
        /** @type {const} */ ([batch, role]),
      );
      const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
      const floats = new Float32Array(bytes.buffer);
      const dimensions = floats.length / batch.length;
      for (let row = 0; row < batch.length; row++)
        vectors.push(floats.slice(row * dimensions, (row + 1) * dimensions));
      if (!options.json) process.stderr.write(`\r${vectors.length} of ${texts.length} texts `);
    }
    return vectors;
  };
}

/**
 * @param {Embed} embed
 * @param {string} file
 */
async function stsb(embed, file) {
  const pairs = parseCsv(readFileSync(join(options.data, 'stsb', file), 'utf8'));
  const texts = [...new Set(pairs.flatMap(({ sentences }) => sentences))];
  const vectors = await embed(texts, 'document');
  const place = new Map(texts.map((text, index) => [text, index]));
  const cosines = pairs.map(({ sentences }) => {
    const [first, second] = sentences.map((text) => at(vectors, place.get(text) ?? -1));
    return dot(first ?? [], second ?? []);
  });
  const judged = pairs.map(({ score }) => score);
  return { value: 100 * spearman(cosines, judged), n: pairs.length };
}

/** @param {Embed} embed */
async function scifact(embed) {
  const folder = join(options.data, 'scifact');
  const documents = jsonLines(gunzipSync(readFileSync(join(folder, 'corpus.jsonl.gz'))));
  const judgements = readJudgements(join(folder, 'qrels_test.tsv'));
  const queries = jsonLines(readFileSync(join(folder, 'queries_test.jsonl'))).filter(({ _id }) =>
    judgements.has(_id),
  );
  const vectors = await embed(
    documents.map(({ title, text }) => `${title} ${text}`.trim()),
    'document',
  );
  const asked = await embed(
    queries.map(({ text }) => text),
    'query',
  );
  const gains = queries.map(({ _id }, index) => {
    const scored = documents.map((document, i) => ({
      id: document._id,
      score: dot(at(asked, index), at(vectors, i)),
    }));
    const ranked = scored.sort((a, b) => b.score - a.score).map(({ id }) => id);
    return ndcg(ranked, judgements.get(_id) ?? new Map());
  });
  return { value: 100 * mean(gains), n: queries.length };
}

/**
 * @param {Buffer} bytes
 * @returns {{ _id: string, title: string, text: string }[]}
 */
function jsonLines(bytes) {
  const rows = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return rows.map((row) => ({ ...row, _id: String(row._id) }));
}

/**
 * Query id -> document id -> grade.
 * @param {string} file
 */
function readJudgements(file) {
  /** @type {Map<string, Map<string, number>>} */
  const judgements = new Map();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)) {
    const [query = '', document = '', grade] = line.split('\t');
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)));
  }
  return judgements;
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

/**
 * Sentence pairs and their score, from comma-separated values where quotes hold commas and doubled quotes.
 * @param {string} text
 */
function parseCsv(text) {
  const fields = /("(?:[^"]|"")*"|[^,]*)(?:,|$)/g;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const values = Array.from(line.matchAll(fields), ([, field = '']) =>
        field.replace(/^"|"$/g, '').replaceAll('""', '"'),
      );
      return { sentences: values.slice(0, 2), score: Number(values[2]) };
    });
}
