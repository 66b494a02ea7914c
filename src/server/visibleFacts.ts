import type { FieldFilter } from '../engine/search/filterTypes.js';
import { Parameters, passing } from './conditions.js';
import type { ClientLike } from './pool.js';

/**
 * What scores and counts are made from, for a request that `authorize` holds to some items: those items only, or all items of
 * the index.
 */
export type StatisticsScope = 'visible' | 'global';

/** How many items pass a filter, and how many of them have vectors. */
export async function visibleFacts(
  client: ClientLike,
  schema: string,
  authorized: FieldFilter,
): Promise<{ readonly documents: number; readonly embedded: number }> {
  const parameters = new Parameters();
  const { rows } = await client.query(
    `select count(*)::int as documents, count(p.hash)::int as embedded
     from ${schema}.items i left join ${schema}.passages p on p.hash = i.hash and p.passage = 0
     where true ${passing(parameters, authorized)}`,
    parameters.values,
  );
  return rows[0];
}
