// Many made documents: loading them, searches of them by each mode and under filters, recall and size.

import { recall, sameWords } from './exact-hits.mjs';
import { completeGraph, LOADED } from './graphs.mjs';
import { isLoaded, load, remembered, sizes } from './loading.mjs';
import { madeCorpus } from './made-corpus.mjs';
import { cpuTimes, searchClient, timed } from './search-times.mjs';
import { MODES } from './sources.mjs';

/** @typedef {import('./sources.mjs').Query} Query */

/** @param {number} count @returns {Query[]} */
export const madeQueries = (count) => queriesOf(madeCorpus(1), count);

/** @param {ReturnType<typeof madeCorpus>} corpus @param {number} count @returns {Query[]} */
function queriesOf(corpus, count) {
  return Array.from({ length: count }, () => ({ text: corpus.text(4), vector: corpus.vector() }));
}

/**
 * @param {import('./sources.mjs').Pool} pool
 * @param {{ url: string | undefined, rows: number, queries: number, precision: import('./sources.mjs').Precision, exact: number }} options
 *   `exact`: for how many queries everything is read
 */
export async function measureMade(pool, { url, rows, queries: count, precision, exact }) {
  const corpus = madeCorpus(1);
  const queries = queriesOf(corpus, count);
  if (!(await isLoaded(pool, LOADED, rows)))
    await load(pool, { name: LOADED, rows, precision }, madeDocuments(corpus, rows));
  await completeGraph(pool, LOADED, precision);
  const few = queries.slice(0, exact);
  return {
    load: await remembered(pool, LOADED),
    searches: await searchTimes(pool, queries, few),
    cpu: await cpuTimes(url, LOADED, queries),
    recall: await recall(pool, LOADED, few),
    sameWords: await sameWords(pool, LOADED, few),
    sizes: await sizes(pool, LOADED),
  };
}

/** @param {ReturnType<typeof madeCorpus>} corpus @param {number} rows */
function* madeDocuments(corpus, rows) {
  for (let i = 0; i < rows; i += 1) {
    const vector = corpus.vector();
    const text = corpus.text();
    yield { id: `d${i}`, text, item: { title: text.slice(0, 40), group: i % 100, half: i % 2 }, vector };
  }
}

/**
 * Milliseconds of a search in each mode, alone and four at once, and under filters.
 * @param {import('./sources.mjs').Pool} pool
 * @param {readonly Query[]} queries
 * @param {readonly Query[]} few for filters, which may read each item
 */
async function searchTimes(pool, queries, few) {
  const search = searchClient(pool, LOADED);
  await timed(queries.slice(0, 80), 4, (query) => search({ mode: 'hybrid', ...query })); // what was loaded long ago, and connections
  /** @type {Record<string, { median: number, p95: number }>} */
  const times = {};
  for (const mode of MODES)
    for (const atOnce of [1, 4])
      times[`${mode}${atOnce > 1 ? `, ${atOnce} at once` : ''}`] = await timed(queries, atOnce, (query) =>
        search({ mode, ...query }),
      );
  const filters = { 'hybrid, one item in a hundred': { group: 7 }, 'hybrid, one item in two': { half: 1 } };
  for (const [how, filter] of Object.entries(filters))
    times[how] = await timed(few, 1, (query) => search({ mode: 'hybrid', ...query, filter }));
  return times;
}
