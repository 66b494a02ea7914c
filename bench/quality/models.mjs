// npm run bench:models: what each model of the catalog takes, and what it gives: bytes, languages, STS-B test and SciFact (English),
// and the time of 96 texts on one thread of Chromium, which the models take in turns. Vectors are stored between runs.
// `npm run docs:numbers -- --record models` stores its run.
//
//   --model ID        measures this one alone; the rest is as recorded, and its row has a date
//                     (npm run docs:numbers -- --record models -- --model ID)
//   --rounds N        of the times (default 5)
//   --without-scifact whose 5,000 abstracts take minutes for each model

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readScifact, readStsb } from '../../tools/datasets.mjs';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';
import { machine, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { embedIn, scifact, stsb } from './measures.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    model: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    'without-scifact': { type: 'boolean', default: false },
    data: { type: 'string', default: resolve(ROOT, '../shared/data') },
  },
});
const rounds = Number(options.rounds);
/** @type {readonly import('../../src/engine/models/types.js').ModelSpec[]} */
const catalog = JSON.parse(readFileSync(resolve(ROOT, 'models/catalog.json'), 'utf8'));
const BY_BYTES = catalog
  .toSorted((a, b) => a.files.weights.bytes - b.files.weights.bytes)
  .filter(({ id }) => options.model === undefined || id === options.model);
if (BY_BYTES.length === 0) throw new Error(`There is no model ${options.model} in models/catalog.json.`);

/** Spearman x 100 and nDCG@10 x 100. @typedef {{ stsb: number, scifact?: number }} Quality */

if (existsSync(options.data)) await withBenchPage(measureAll);
else console.log(`Nothing was measured: ${options.data} is not here.`);

/**
 * @param {(search: string) => Promise<import('playwright').Page>} openPage
 * @param {string} chromiumPath
 */
async function measureAll(openPage, chromiumPath) {
  for (const { id, revision } of BY_BYTES) if (revision !== null) fetchHubModel(id);
  const pages = new Map();
  for (const { id } of BY_BYTES) pages.set(id, await openPage(`?model=${id}`));
  const times = await timeTexts(pages);
  const models = [];
  for (const spec of BY_BYTES) {
    const quality = await qualityOf(pages.get(spec.id), spec.id);
    models.push({ ...factsOf(spec), ...quality, ms: Math.round(median(times.get(spec.id) ?? [])) });
  }
  const n = { rounds, texts: 96 };
  const isPart = options.model !== undefined && options.json;
  report({ bars: {}, n, chromiumPath, json: options.json, tables: isPart ? asRecorded(models) : { models } });
}

/** The run of record with other rows for these models. @param {readonly ReturnType<typeof factsOf>[]} models */
function asRecorded(models) {
  const run = JSON.parse(readFileSync(resolve(ROOT, 'docs/numbers/models.json'), 'utf8'));
  const where = machine() === run.machine ? {} : { machine: machine() };
  const rows = models.map((row) => ({ ...row, ...where, date: new Date().toISOString().slice(0, 10) }));
  const others = run.models.filter((/** @type {{ id: string }} */ { id }) => id !== options.model);
  return { ...run, models: [...others, ...rows].toSorted((a, b) => a.bytes - b.bytes) };
}

/**
 * In turns, after a first one that compiles.
 * @param {ReadonlyMap<string, import('playwright').Page>} pages
 */
async function timeTexts(pages) {
  /** @type {Map<string, number[]>} */
  const times = new Map([...pages.keys()].map((id) => [id, []]));
  for (let round = -1; round < rounds; round++)
    for (const [id, page] of pages) {
      const ms = await page.evaluate(() => window.bench.timeTexts());
      if (round >= 0) times.get(id)?.push(ms);
    }
  return times;
}

/**
 * @param {import('playwright').Page} page
 * @param {string} id
 * @returns {Promise<Quality>}
 */
async function qualityOf(page, id) {
  const embed = embedIn(page, id);
  const sentences = round2(await stsb(embed, readStsb(options.data, 'test')));
  if (options['without-scifact']) return { stsb: sentences };
  return { stsb: sentences, scifact: round2(await scifact(embed, readScifact(options.data))) };
}

/** @param {(typeof catalog)[number]} spec */
function factsOf({ id, repo, dtype, dimensions, maxTokens, files }) {
  const folder = resolve(ROOT, 'models', repo);
  const tokenizer = gzipSync(readFileSync(resolve(folder, files.tokenizer.path)), { level: 9 });
  return {
    id,
    dtype: dtype ?? 'table',
    bytes: files.weights.bytes,
    tokenizer_gzip_bytes: tokenizer.length,
    dimensions,
    tokens: maxTokens,
    languages: languagesIn(folder).join(' '),
  };
}

/** Those that the folder names, or English. @param {string} folder @returns {readonly string[]} */
function languagesIn(folder) {
  const file = resolve(folder, 'languages.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).languages : ['en'];
}

/** @param {number} value */
function round2(value) {
  return Math.round(value * 100) / 100;
}
