import type { SearchPlan } from './searchPlan.js';

interface Names {
  /** The query's vector as SQL, a text. */
  readonly vector: string;
  /** What items `i` must pass. */
  readonly allowed: string;
  /** How many passages are looked for. */
  readonly count: string;
}

/** A graph of bits is searched for so many times more passages, which the vectors themselves then put into order. */
const OVERSAMPLING = 4;

/** The closest passages: `nearest (hash)`. Of few items that pass a filter all are compared, else a graph is searched. */
export function nearestPart(schema: string, plan: SearchPlan, { vector, allowed, count }: Names): string {
  const { precision, dimensions } = plan.facts;
  const type = precision === 'single' ? 'vector' : 'halfvec';
  const distance = (passage: string) => `${passage}.vector <#> ${vector}::${type}`;
  if (plan.filter === 'narrow')
    return `nearest as materialized (
      select p.hash from (select distinct hash from allowed) a join ${schema}.passages p using (hash)
      order by ${distance('p')} limit ${count})`;
  const condition =
    plan.filter === 'none'
      ? ''
      : `where exists (select from ${schema}.items i where i.hash = p.hash and ${allowed})`;
  if (precision !== 'binary')
    return `nearest as materialized (
      select p.hash from ${schema}.passages p ${condition} order by ${distance('p')} limit ${count})`;
  return `nearest as materialized (
    select hash from (
      select p.hash, p.vector from ${schema}.passages p ${condition}
      order by binary_quantize(p.vector)::bit(${dimensions}) <~> binary_quantize(${vector}::halfvec)::bit(${dimensions})
      limit ${count} * ${OVERSAMPLING}) near
    order by ${distance('near')} limit ${count})`;
}

/** `by_meaning (number, hash)`. */
export function meaningPart(schema: string, allowed: string): string {
  return `by_meaning as (
    select i.number, i.hash from (select distinct hash from nearest) n join ${schema}.items i using (hash) where ${allowed})`;
}

/** Where the query's cosines lie over all documents, by `q·m` and `qᵀCq`: `semantic_stats (embedded, mean, std_dev)`. */
export function spreadPart(vector: string): string {
  return `semantic_stats as (
    select embedded, -(mean <#> ${vector}::vector) as mean, sqrt(greatest(coalesce((
      select sum(value * -(numbers <#> ${vector}::vector))
      from (select unnest(covariance) as numbers, unnest(${vector}::vector::real[]) as value) c), 0), 0)) as std_dev
    from facts)`;
}

/** The same over the documents of `base (hash)` alone, one by one: nothing may tell of others. */
export function visibleSpreadPart(schema: string, vector: string): string {
  return `semantic_stats as (
    select count(*) as embedded, avg(cosine) as mean, coalesce(stddev_pop(cosine), 0) as std_dev from (
      select -min(p.vector::vector <#> ${vector}::vector) as cosine
      from base join ${schema}.passages p using (hash) group by base.number) own)`;
}

/**
 * The cosines of two of n documents with mean m and covariance C, as SQL over a row of facts: |m|² at the mean, and
 * |C|² + 2 mᵀCm + |m|⁴ squared at the mean. Those of a document with itself, which are 1, are taken out.
 */
export const PAIRS = `
  select pair_mean, sqrt(greatest((embedded * square - 1) / (embedded - 1) - pair_mean ^ 2, 0)) as pair_deviation
  from (
    select embedded, (embedded * length - 1) / (embedded - 1) as pair_mean, length ^ 2 + (
      select sum(2 * m.value * -(c.numbers <#> mean) - (c.numbers <#> c.numbers))
      from unnest(covariance) with ordinality c (numbers, row)
      join unnest(mean::real[]) with ordinality m (value, row) using (row)) as square
    from (select embedded, mean, covariance, -(mean <#> mean) as length) facts) moments`;
