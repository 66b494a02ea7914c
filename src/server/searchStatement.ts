import type { SearchMode } from '../engine/search/protocol.js';
import { B, K1, MOST_COMPLETIONS } from '../engine/searchWorker/bm25.js';
import { FEW_DOCUMENTS, RRF_K } from '../engine/searchWorker/ranking.js';

// One statement finds, fuses and ranks. It is built of parts by mode; whatever a person gave is a parameter.
//
//   $1 the query's vector        $4 limit            $7 least score, or null
//   $2 its terms                 $5 candidates       $8 whether standardised scores are wanted
//   $3 the last one, if it may   $6 share of         $9 the id of an item to leave out, or null
//      go on, or null               meaning          $10… values of fields, each a list of which one must be there

/** What decides of which parts a statement is. */
export interface StatementShape {
  readonly mode: SearchMode;
  /** Of how many fields there are conditions. */
  readonly fields: number;
}

/** The statement of a search in a schema. Its rows are what `readHits` reads. */
export function searchStatement(schema: string, { mode, fields }: StatementShape): string {
  const conditions = Array.from({ length: fields }, (_, i) => `and i.fields @> any($${10 + i}::jsonb[])`);
  const allowed = `($9::text is null or i.id <> $9) ${conditions.join(' ')}`;
  const parts = [
    `types as (select $1::text, $2::text[], $3::text, $4::int, $5::int, $6::float8, $7::float8, $8::boolean, $9::text)`,
    `facts as materialized (select * from ${schema}.facts limit 1)`, // the planner would guess hundreds of rows
    ...(mode === 'semantic' ? [] : lexicalParts(schema, allowed, fields > 0)),
    ...(mode === 'lexical' ? [] : semanticParts(schema, allowed, fields > 0)),
    candidateParts(schema, mode),
    `ranked as (
      select *,
        case when cosine is not null then rank() over (order by cosine desc nulls last, number) end as semantic_rank,
        case when bm25 is not null then rank() over (order by bm25 desc nulls last, number) end as lexical_rank
      from legs)`,
    `scored as (select ranked.*, ${score(mode)} from ranked, facts)`,
  ];
  const pairs =
    mode === 'lexical' ? 'null as pair_mean, null as pair_deviation' : 'pair_mean, pair_deviation';
  return `with ${parts.join(',\n')},
    best as (
      select * from scored where score >= coalesce($7, '-infinity') order by score desc, number limit $4)
    select best.*, i.id, i.item, ${mode === 'semantic' ? "'' as text" : 'i.text'}, ${pairs}
    from best join ${schema}.items i using (number) ${mode === 'lexical' ? '' : 'left join pairs on true'} order by best.score desc, best.number`;
}

/** BM25 as the index in the browser has it, of all documents that share a word with the query. */
function lexicalParts(schema: string, allowed: string, isFiltered: boolean): string[] {
  return [
    `wanted as (
      select term, 1::float8 as weight from unnest($2::text[]) term
      union all (
        select term, 0.5 * length($3) / length(term) from ${schema}.terms
        where term > $3 collate "C" and term < ($3 || chr(1114111)) collate "C"
        order by documents desc, term limit ${MOST_COMPLETIONS}))`,
    `weighted as materialized (
      select term, ${K1 + 1} * weight
        * ln(1 + (f.documents - t.documents + 0.5) / (t.documents + 0.5)) as factor
      from wanted join ${schema}.terms t using (term), facts f)`,
    `lexical as materialized (
      select p.number,
        sum(w.factor * p.times / (p.times + f.fixed + f.per_word * p.length)) as bm25
      from (select ${K1 * (1 - B)}::float8 as fixed, ${K1 * B} * documents::float8 / nullif(total_length, 0) as per_word
        from facts) f, weighted w,
        lateral (select * from ${schema}.postings p where p.term = w.term offset 0) p
      group by p.number)`, // offset 0: by the index, term by term, whatever the planner guesses
    `lexical_spread as (
      select total / f.documents as mean, sqrt(greatest(squares / f.documents - (total / f.documents) ^ 2, 0)) as deviation
      from (select coalesce(sum(bm25), 0) as total, coalesce(sum(bm25 * bm25), 0) as squares from lexical) l,
        (select nullif(documents, 0) as documents from facts) f)`,
    `by_words as (
      select number, bm25 from lexical
      ${isFiltered ? `where exists (select from ${schema}.items i where i.number = lexical.number and ${allowed})` : ''}
      order by bm25 desc, number limit $5)`,
  ];
}

/** Of so few documents that pass a filter all are compared: a graph that has to be searched for them takes longer. */
const MOST_COMPARED = 10_000;

/** The closest passages by the graph, and where the query's scores lie: `q·m` and `qᵀCq` over all documents. */
function semanticParts(schema: string, allowed: string, isFiltered: boolean): string[] {
  const byGraph = (condition: string) =>
    `select p.hash from ${schema}.passages p ${condition} order by p.vector <#> $1::text::halfvec limit $5`;
  const isAllowed = `exists (select from ${schema}.items i where i.hash = p.hash and ${allowed})`;
  const nearest = isFiltered
    ? `(select hash from (
          select p.hash, p.vector <#> $1::text::halfvec as distance
          from (select distinct hash from allowed) a join ${schema}.passages p using (hash)
          where (select are_few from filtered) offset 0) compared
        order by distance limit $5)
      union all (${byGraph(`where not (select are_few from filtered) and ${isAllowed}`)})`
    : byGraph('');
  const filtered = [
    `allowed as materialized (select i.hash from ${schema}.items i where ${allowed} limit ${MOST_COMPARED + 1})`,
    `filtered as materialized (select count(*) <= ${MOST_COMPARED} as are_few from allowed)`,
  ];
  return [
    ...(isFiltered ? filtered : []),
    `nearest as materialized (${nearest})`,
    `by_meaning as (
      select i.number from (select distinct hash from nearest) n join ${schema}.items i using (hash) where ${allowed})`,
    `semantic_spread as (
      select -(mean <#> $1::text::vector) as mean, sqrt(greatest((
        select sum(q.value * -(c.numbers <#> $1::text::vector))
        from unnest(covariance) with ordinality c (numbers, row)
        join unnest($1::text::vector::real[]) with ordinality q (value, row) using (row)), 0)) as deviation
      from facts)`,
    // The cosines of two of n documents with mean m and covariance C are |m|² at the mean, and |C|² + 2 mᵀCm + |m|⁴ squared at
    // the mean; those of a document with itself, which are 1, are taken out.
    `pairs as (
      select pair_mean, sqrt(greatest((embedded * square - 1) / (embedded - 1) - pair_mean ^ 2, 0)) as pair_deviation
      from (
        select embedded, (embedded * length - 1) / (embedded - 1) as pair_mean, length ^ 2 + (
          select sum(2 * m.value * -(c.numbers <#> mean) - (c.numbers <#> c.numbers))
          from unnest(covariance) with ordinality c (numbers, row)
          join unnest(mean::real[]) with ordinality m (value, row) using (row)) as square
        from (select *, -(mean <#> mean) as length from facts where embedded >= ${FEW_DOCUMENTS}) enough) moments)`,
  ];
}

/** The documents that are looked at closely: their best passages, exactly, and their words. */
function candidateParts(schema: string, mode: SearchMode): string {
  if (mode === 'lexical')
    return `legs as (
      select number, bm25, null::float8 as cosine, null::int as start_at, null::int as end_at from by_words)`;
  const words = mode === 'semantic' ? '' : 'union select number from by_words';
  const bm25 = mode === 'semantic' ? 'null::float8 as bm25' : 'lexical.bm25';
  return `candidates as materialized (
      select i.number, i.hash from (select number from by_meaning ${words}) c join ${schema}.items i using (number)),
    closest as (
      select distinct on (c.number) c.number, -(p.vector::vector <#> $1::text::vector) as cosine, p.start_at, p.end_at
      from candidates c join ${schema}.passages p using (hash)
      order by c.number, cosine desc, p.passage),
    legs as (
      select c.number, ${bm25}, closest.cosine, closest.start_at, closest.end_at
      from candidates c left join closest using (number) ${mode === 'semantic' ? '' : 'left join lexical using (number)'})`;
}

/** The columns `score` and `fusion`. */
function score(mode: SearchMode): string {
  if (mode !== 'hybrid') return `${mode === 'lexical' ? 'bm25' : 'cosine'} as score, 'none' as fusion`;
  const isStandard = `($8 and facts.embedded >= ${FEW_DOCUMENTS}
    and (select deviation from semantic_spread) > 0 and (select deviation from lexical_spread) > 0)`;
  const standard = (value: string, spread: string) =>
    `(${value} - (select mean from ${spread})) / (select deviation from ${spread})`;
  return `case when ${isStandard}
      then $6 * coalesce(${standard('cosine', 'semantic_spread')}, 0)
        + (1 - $6) * ${standard('coalesce(bm25, 0)', 'lexical_spread')}
      else coalesce($6 / (${RRF_K} + semantic_rank), 0) + coalesce((1 - $6) / (${RRF_K} + lexical_rank), 0)
    end as score,
    case when ${isStandard} then 'standardised' else 'reciprocal-ranks' end as fusion`;
}
