import { MAX_FACET_VALUES } from '../engine/search/facets.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import type { FacetCount, Facets } from '../engine/search/resultTypes.js';
import { Parameters, passing } from './conditions.js';
import type { ClientLike } from './pool.js';

/** How many of the items that pass have which values in these fields. */
export async function countFieldValues(
  client: Pick<ClientLike, 'query'>,
  schema: string,
  filters: readonly FieldFilter[],
  fields: readonly string[],
): Promise<Facets> {
  const parameters = new Parameters();
  const { rows } = await client.query(
    `with members as (
       select distinct i.number, field, value
       from ${schema}.items i, unnest(${parameters.add(fields, 'text[]')}) field,
         jsonb_array_elements(case
           when jsonb_typeof(i.fields -> field) = 'array' then i.fields -> field
           when i.fields ? field then jsonb_build_array(i.fields -> field)
           else '[]' end) value
       where jsonb_typeof(value) not in ('array', 'object') ${passing(parameters, ...filters)}),
     counted as (
       select field, value, count(*)::int as count,
         row_number() over (partition by field order by count(*) desc, value::text collate "C") as place
       from members group by field, value)
     select field, value, count from counted where place <= ${MAX_FACET_VALUES} order by field, place`,
    parameters.values,
  );
  const counts = new Map<string, FacetCount[]>(fields.map((field) => [field, []]));
  for (const { field, value, count } of rows) counts.get(field)?.push({ value, count });
  return Object.fromEntries(counts);
}
