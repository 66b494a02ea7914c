// How many of the exact hits a search finds that does not look at everything.

import { roundShare } from './numbers.mjs';
import { searchClient } from './search-times.mjs';
import { parts } from './sources.mjs';

/** @typedef {import('./sources.mjs').Query} Query */
/** @typedef {import('./sources.mjs').Pool} Pool */

/**
 * The share of the ten nearest passages, by comparing all, that a search by meaning finds.
 * @param {Pool} pool
 * @param {string} name
 * @param {readonly Query[]} queries
 */
export async function recall(pool, name, queries) {
  const search = searchClient(pool, name);
  let found = 0;
  for (const { text, vector } of queries) {
    const ids = await search({ mode: 'semantic', text, vector });
    found += overlap(ids, await nearest(pool, name, vector));
  }
  return found / (10 * queries.length);
}

/**
 * The ids of the ten nearest, without the graph.
 * @param {Pool} pool
 * @param {string} name
 * @param {Float32Array} vector
 */
function nearest(pool, name, vector) {
  return parts.transaction(pool, async (client) => {
    await client.query('set local enable_indexscan = off');
    const { rows } = await client.query(
      `select i.id from (
         select hash from ${name}.passages order by vector::vector <#> $1::vector limit 10) p
       join ${name}.items i using (hash)`,
      [JSON.stringify(Array.from(vector))],
    );
    return rows.map(({ id }) => String(id));
  });
}

/**
 * The share of the ten best by words, of all postings, that a search finds which reads the best of them.
 * @param {Pool} pool
 * @param {string} name
 * @param {readonly Query[]} queries
 */
export async function sameWords(pool, name, queries) {
  const search = searchClient(pool, name);
  let [found, wanted] = [0, 0];
  for (const { text, vector } of queries) {
    const ids = await search({ mode: 'lexical', text, vector });
    const { hits } = await parts.transaction(pool, (client) =>
      parts.runSearch(client, `"${name}"`, {
        ...{ query: text, mode: 'lexical', limit: 10, prefix: false },
        ...{ fusion: 'weighted-mean', semanticWeight: 0.7 },
        maxScanned: Number.POSITIVE_INFINITY,
      }),
    );
    const best = hits.map(({ id }) => id);
    found += overlap(ids, best);
    wanted += best.length;
  }
  return roundShare(found / wanted);
}

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} wanted
 */
function overlap(found, wanted) {
  return found.filter((id) => wanted.includes(id)).length;
}
