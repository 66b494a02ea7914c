import { MAX_FACET_VALUES } from '../engine/search/facets.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import type { FacetCount, Facets } from '../engine/search/resultTypes.js';
import { type FoundItems, foundBy, Parameters, passing, passingInOthers } from './conditions.js';
import type { ClientLike } from './pool.js';

/** The items whose values are counted. */
export interface CountedItems {
  readonly filters: readonly FieldFilter[];
  /** Only hits of a query. */
  readonly of?: FoundItems | undefined;
  /** The choices in all fields. A field's counts are of the items that pass the choices in the other fields. */
  readonly selected?: FieldFilter | undefined;
}

/** How many of the items have which values in these fields. */
export async function countFieldValues(
  client: Pick<ClientLike, 'query'>,
  schema: string,
  { filters, of, selected }: CountedItems,
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
       where jsonb_typeof(value) not in ('array', 'object') ${passing(parameters, ...filters)}
         ${foundBy(parameters, schema, of)} ${passingInOthers(parameters, 'field', selected)}),
     counted as (
       select field, value, count(*)::int as count,
         row_number() over (partition by field order by count(*) desc, value::text collate "C") as rank
       from members group by field, value)
     select field, value, count from counted where rank <= ${MAX_FACET_VALUES} order by field, rank`,
    parameters.values,
  );
  const counts = new Map<string, FacetCount[]>(fields.map((field) => [field, []]));
  for (const { field, value, count } of rows) counts.get(field)?.push({ value, count });
  return Object.fromEntries(counts);
}
