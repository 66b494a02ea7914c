import { RRF_K, TYPICAL_DEVIATION, TYPICAL_DOCUMENTS, WORDS_BY_DEVIATION } from '../engine/ranking/fusion.js';
import type { SearchMode } from '../engine/search/resultTypes.js';
import { foundBy, Parameters, passing } from './conditions.js';
import { singleBytes } from './copyFormat.js';
import { narrowParts, prunedParts, visibleParts } from './lexicalParts.js';
import type { SearchPlan } from './searchPlan.js';
import { meaningPart, nearestPart, spreadPart, visibleSpreadPart } from './semanticParts.js';

// One statement finds, fuses and ranks. It is built of parts by mode and plan; whatever a client gave is a parameter.

/** The statement of a search and its parameters. Its rows are what `hitOf` reads, or have ids alone. */
export function searchStatement(
  schema: string,
  plan: SearchPlan,
  columns: 'hits' | 'ids',
): { text: string; values: unknown[] } {
  const parameters = new Parameters();
  const { request, candidates } = plan;
  const { mode } = request;
  const allowed = allowedItems(parameters, schema, plan);
  const count = parameters.add(candidates, 'int');
  const vector =
    mode === 'lexical' ? '' : parameters.add(singleBytes(request.vector ?? new Float32Array()), 'vector');
  const isFiltered = plan.filter !== 'none';
  const parts = [
    // The planner would guess hundreds of rows.
    `facts as materialized (select * from ${schema}.facts limit 1)`,
    ...(plan.filter === 'narrow'
      ? [`allowed as materialized (select i.number, i.hash from ${schema}.items i where ${allowed})`]
      : []),
    ...(mode === 'lexical' ? [] : [nearestPart(schema, plan, { vector, allowed, count })]),
    ...(mode === 'lexical' ? [] : [meaningPart(schema, allowed)]),
    ...(mode === 'semantic' ? [] : lexicalParts(parameters, schema, plan, allowed)),
    ...(mode === 'semantic' ? [] : [byWords(schema, allowed, isFiltered, count)]),
    ...(mode === 'hybrid' ? [plan.words ? spreadPart(vector) : visibleSpreadPart(schema, vector)] : []),
    ...candidateParts(schema, mode, vector),
    `ranked as (
      select *,
        case when cosine is not null then rank() over (order by cosine desc nulls last, number) end as semantic_rank,
        case when bm25 is not null then rank() over (order by bm25 desc nulls last, number) end as lexical_rank
      from retrieved)`,
    `scored as (select ranked.*, ${score(parameters, plan)} from ranked, facts)`,
  ];
  const least = parameters.add(request.minScore ?? null, 'float8');
  const text = `with ${parts.join(',\n')},
    best as (
      select * from scored where score >= coalesce(${least}, '-infinity')
      order by score desc, number limit ${parameters.add(request.limit, 'int')})
    select ${columns === 'ids' ? 'i.id' : hitColumns(plan)}
    from best join ${schema}.items i using (number), facts order by best.score desc, best.number`;
  return { text, values: parameters.values };
}

function hitColumns({ request: { mode }, hidesStatistics }: SearchPlan): string {
  const pair = (name: string) =>
    `${mode === 'lexical' || hidesStatistics ? 'null' : `facts.${name}`} as ${name}`;
  const text = mode === 'semantic' ? "''" : `left(i.text, ${MAX_MARKED})`;
  return `best.*, i.id, i.item::text as item, ${text} as text, ${pair('pair_mean')}, ${pair('pair_deviation')}`;
}

/** So many characters of a text are searched for the words to mark. */
export const MAX_MARKED = 100_000;

/** What items `i` must pass. */
function allowedItems(parameters: Parameters, schema: string, { request }: SearchPlan): string {
  const { authorized, filter, selected, among, without } = request;
  const conditions = passing(parameters, authorized, filter, selected);
  const left = without === undefined ? 'true' : `i.id <> ${parameters.add(without, 'text')}`;
  return `${left} ${conditions} ${foundBy(parameters, schema, among)}`;
}

function lexicalParts(parameters: Parameters, schema: string, plan: SearchPlan, allowed: string): string[] {
  const { request, words, facts } = plan;
  if (!words) {
    const base = passing(parameters, request.authorized);
    return [
      `base as materialized (select i.number, i.hash, i.length from ${schema}.items i where true ${base})`,
      ...visibleParts(parameters, schema, plan.terms),
    ];
  }
  if (plan.filter === 'narrow') return narrowParts(parameters, schema, words);
  const isFiltered = plan.filter !== 'none';
  return prunedParts(parameters, schema, words, {
    typicalLength: facts.typicalLength,
    isAllowed: isFiltered
      ? `where exists (select from ${schema}.items i where i.number = NUMBER and ${allowed})`
      : '',
    others: request.mode === 'hybrid' ? 'by_meaning' : '',
  });
}

function byWords(schema: string, allowed: string, isFiltered: boolean, count: string): string {
  const condition = `where exists (select from ${schema}.items i where i.number = lexical.number and ${allowed})`;
  return `by_words as (
    select number, bm25 from lexical ${isFiltered ? condition : ''} order by bm25 desc, number limit ${count})`;
}

/** The documents that are looked at closely: their best passages, exactly, and their words. */
function candidateParts(schema: string, mode: SearchMode, vector: string): string[] {
  if (mode === 'lexical')
    return [
      `retrieved as (select number, bm25, null::float8 as cosine, null::int as start_at, null::int as end_at from by_words)`,
    ];
  const words =
    mode === 'semantic'
      ? ''
      : `union select i.number, i.hash from by_words join ${schema}.items i using (number)`;
  const bm25 = mode === 'semantic' ? 'null::float8 as bm25' : 'lexical.bm25';
  return [
    `candidates as materialized (select number, hash from by_meaning ${words})`,
    `closest as (
      select distinct on (c.number) c.number, -(p.vector::vector <#> ${vector}::vector) as cosine, p.start_at, p.end_at
      from candidates c join ${schema}.passages p using (hash)
      order by c.number, cosine desc, p.passage)`,
    `retrieved as (
      select c.number, ${bm25}, closest.cosine, closest.start_at, closest.end_at
      from candidates c left join closest using (number)
        ${mode === 'semantic' ? '' : 'left join lexical using (number)'})`,
  ];
}

/** The columns `score` and `fusion`, as `engine/ranking/fusion.ts` has them. */
function score(parameters: Parameters, { request }: SearchPlan): string {
  const { mode, fusion } = request;
  const lexicalScore = '(1 - exp(-bm25 / (select score from lexical_expected)))';
  if (mode !== 'hybrid') return `${mode === 'lexical' ? lexicalScore : 'cosine'} as score, 'none' as fusion`;
  const weight = parameters.add(request.semanticWeight, 'float8');
  const own = `(select ${cosineWeight(weight)} from semantic_stats s)`;
  const weightedMean = `${own} * coalesce(cosine, (select mean from semantic_stats), 0)
    + (1 - ${own}) * coalesce(${lexicalScore}, 0)`;
  const reciprocalRanks = `${RRF_K + 1} * (coalesce(${weight} / (${RRF_K} + semantic_rank), 0)
    + coalesce((1 - ${weight}) / (${RRF_K} + lexical_rank), 0))`;
  return `${fusion === 'weighted-mean' ? weightedMean : reciprocalRanks} as score, '${fusion}' as fusion`;
}

/** `cosineWeight` of `engine/ranking/fusion.ts`, over a row `s` of `semantic_stats`. */
function cosineWeight(weight: string): string {
  const stdDev = `sqrt((s.embedded * s.std_dev ^ 2 + ${TYPICAL_DOCUMENTS * TYPICAL_DEVIATION ** 2}::float8)
    / (s.embedded + ${TYPICAL_DOCUMENTS}))`;
  return `${weight} / (${weight} + (1 - ${weight}) * ${WORDS_BY_DEVIATION} * ${stdDev})`;
}
