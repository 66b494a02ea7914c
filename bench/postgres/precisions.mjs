// The same vectors in each precision, without texts: memory, building, recall and time.

import { recall } from './exact-hits.mjs';
import { derive, graphSizes, LOADED } from './graphs.mjs';
import { remembered } from './loading.mjs';
import { roundShare } from './numbers.mjs';
import { searchClient, timed } from './search-times.mjs';

/** @typedef {import('./sources.mjs').Precision} Precision */

/**
 * @param {import('./sources.mjs').Pool} pool
 * @param {{ precisions: readonly Precision[], loaded: Precision, exact: number }} options `loaded`: that of the loaded index;
 *   `exact`: for how many queries all vectors are compared
 * @param {readonly import('./sources.mjs').Query[]} queries
 */
export async function measurePrecisions(pool, { precisions, loaded, exact }, queries) {
  /** @type {Record<string, Record<string, number>>} */
  const table = {};
  for (const precision of precisions) {
    const name = precision === loaded ? LOADED : `${LOADED}_${precision}`;
    if (name !== LOADED) await derive(pool, { name, precision, loaded });
    const seconds = (await remembered(pool, name)).graph;
    const search = searchClient(pool, name);
    for (const query of queries.slice(0, 20)) await search({ mode: 'semantic', ...query }); // what was read long ago
    const alone = await timed(queries, 1, (query) => search({ mode: 'semantic', ...query }));
    const together = await timed(queries, 4, (query) => search({ mode: 'semantic', ...query }));
    const { vectors, graph } = await graphSizes(pool, name);
    table[precision] = {
      'vectors, MB': vectors,
      'graph, MB': graph,
      ...(seconds !== undefined && { 'to build the graph, s': seconds }),
      recall: roundShare(await recall(pool, name, queries.slice(0, exact))),
      'median, ms': alone.median,
      'p95, ms': alone.p95,
      'p95 with 4 at once, ms': together.p95,
    };
  }
  return table;
}
