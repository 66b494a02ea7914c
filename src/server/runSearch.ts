import { setImmediate } from 'node:timers/promises';
import { functionWords } from '../engine/ranking/functionWords.js';
import { matchOffsets } from '../engine/ranking/matchOffsets.js';
import { queryTerms } from '../engine/ranking/queryTerms.js';
import { levelOfCosine } from '../engine/ranking/relevance.js';
import { eachTerm } from '../engine/ranking/tokenize.js';
import type { Fusion, HitBase, SearchHit } from '../engine/search/resultTypes.js';
import { foundBy, Parameters, passing } from './conditions.js';
import { expandQuery } from './expandQuery.js';
import { readKnownWords } from './knownWords.js';
import type { ClientLike } from './pool.js';
import { readFacts, type StoredFacts } from './schema.js';
import type { IndexRequest, SearchPlan } from './searchPlan.js';
import { MAX_MARKED, searchStatement } from './searchStatement.js';
import { languageOf } from './storedWords.js';
import { MAX_SCANNED, planWords } from './wordsPlan.js';

export interface IndexAnswer<T> {
  readonly hits: readonly SearchHit<T>[];
  readonly fusion: Fusion | 'none';
}

/** How many nearest passages, and how many best documents by BM25, are scored exactly. */
const MIN_CANDIDATES = 100;
const CANDIDATES = 4;
const MAX_CANDIDATES = 1_000; // hnsw.ef_search takes no more
/** How many nodes of the graph a search keeps in view: with 100, of a million passages one in fifteen of the ten nearest was missed. */
const MIN_EXPLORED = 160;
/** When so few documents pass a filter, all are compared: searching the graph for them takes longer. */
const MAX_COMPARED = 10_000;

/** Searches inside of a transaction whose settings it changes. */
export async function runSearch<T>(
  client: ClientLike,
  schema: string,
  request: IndexRequest,
): Promise<IndexAnswer<T>> {
  const facts = await beginSearch(client, schema, request.limit);
  return findHits(client, schema, await planSearch(client, schema, request, facts));
}

export async function findHits<T>(
  client: ClientLike,
  schema: string,
  plan: SearchPlan,
): Promise<IndexAnswer<T>> {
  const { text, values } = searchStatement(schema, plan, 'hits');
  const { rows } = await client.query(text, values);
  return { hits: await hitsOf<T>(rows, plan), fusion: rows[0]?.fusion ?? 'none' };
}

/** The ids of the hits: no items and no texts are read. */
export async function findIds(client: ClientLike, schema: string, plan: SearchPlan): Promise<string[]> {
  const { text, values } = searchStatement(schema, plan, 'ids');
  const { rows } = await client.query(text, values);
  return rows.map(({ id }) => id);
}

const candidatesOf = (limit: number) =>
  Math.min(Math.max(limit * CANDIDATES, MIN_CANDIDATES), MAX_CANDIDATES);

const exploredOf = (limit: number) => Math.max(candidatesOf(limit), MIN_EXPLORED);

/** Reads the facts of an index, and sets what a search needs for this transaction: one statement. */
export function beginSearch(client: ClientLike, schema: string, limit: number): Promise<StoredFacts> {
  return readFacts(client, schema, {
    'hnsw.ef_search': `case precision when 'binary' then ${MAX_CANDIDATES} else ${exploredOf(limit)} end`,
    ...SETTINGS,
  });
}

/** Compiling a statement takes longer than running it, and so does starting processes for it. */
const SETTINGS = {
  'hnsw.iterative_scan': `'relaxed_order'`,
  jit: `'off'`,
  work_mem: `'64MB'`,
  max_parallel_workers_per_gather: '0',
};

/** The plan of the same search among fewer items. */
export async function narrowPlan(
  client: ClientLike,
  schema: string,
  plan: SearchPlan,
  among: Pick<IndexRequest, 'selected' | 'among'>,
): Promise<SearchPlan> {
  const request = { ...plan.request, ...among };
  return { ...plan, request, filter: await filterKind(client, schema, request) };
}

export async function planSearch(
  client: ClientLike,
  schema: string,
  request: IndexRequest,
  facts: StoredFacts,
): Promise<SearchPlan> {
  const { query, mode, limit, prefix, authorized, statistics = 'visible' } = request;
  const { maxScanned = MAX_SCANNED } = request;
  const candidates = candidatesOf(limit);
  const language = await languageOf(facts.language);
  const hidesStatistics = authorized !== undefined && statistics === 'visible';
  const visible = hidesStatistics ? authorized : undefined;
  const countsAll = mode !== 'semantic' && !hidesStatistics;
  const asked = mode === 'semantic' ? [] : queryTerms(query, prefix);
  const known = await readKnownWords(client, schema, asked, { language, completes: countsAll });
  const terms = await expandQuery(client, asked, { schema, known: known.words, language, visible });
  return {
    request,
    facts,
    candidates,
    terms,
    ...(language && { stopWords: language.stopWords }),
    filter: await filterKind(client, schema, request),
    hidesStatistics,
    ...(countsAll && { words: planWords(terms, { facts, language, known, maxScanned, candidates }) }),
  };
}

async function filterKind(
  client: ClientLike,
  schema: string,
  { authorized, filter, selected, among }: IndexRequest,
): Promise<SearchPlan['filter']> {
  const parameters = new Parameters();
  const conditions = passing(parameters, authorized, filter, selected) + foundBy(parameters, schema, among);
  if (conditions === '') return 'none';
  const { rows } = await client.query(
    `select count(*)::int as passing
     from (select from ${schema}.items i where true ${conditions} limit ${MAX_COMPARED + 1}) first_ones`,
    parameters.values,
  );
  return rows[0].passing > MAX_COMPARED ? 'wide' : 'narrow';
}

/** A row of {@link searchStatement}. */
interface HitRow {
  readonly id: string;
  /** JSON. */
  readonly item: string;
  readonly text: string;
  readonly score: number;
  readonly cosine: number | null;
  readonly bm25: number | null;
  /** PostgreSQL's `bigint` comes as a text. */
  readonly semantic_rank: string | null;
  readonly lexical_rank: string | null;
  readonly start_at: number | null;
  readonly end_at: number | null;
  /** Mean and deviation of the cosines of pairs of documents; `null` in a search by words, for few documents, and where they must not be told. */
  readonly pair_mean: number | null;
  readonly pair_deviation: number | null;
}

/** How long hits are made before others get their turn. */
const SLICE_MS = 8;

async function hitsOf<T>(rows: readonly HitRow[], plan: SearchPlan): Promise<SearchHit<T>[]> {
  const hits: SearchHit<T>[] = [];
  const marked = { terms: plan.terms, leftOut: functionWordsOf(rows, plan) };
  let end = performance.now() + SLICE_MS;
  for (const row of rows) {
    hits.push(hitOf<T>(row, marked));
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + SLICE_MS;
  }
  return hits;
}

/** So many characters of each text tell its language. */
const READ_FOR_LANGUAGE = 500;

function functionWordsOf(rows: readonly HitRow[], { stopWords }: SearchPlan): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { text } of rows)
    eachTerm(text.slice(0, READ_FOR_LANGUAGE), (term) => counts.set(term, (counts.get(term) ?? 0) + 1));
  return functionWords((word) => counts.get(word) ?? 0, stopWords);
}

/** What is marked in a text. */
interface Marked extends Pick<SearchPlan, 'terms'> {
  readonly leftOut: ReadonlySet<string>;
}

function hitOf<T>(row: HitRow, { terms, leftOut }: Marked): SearchHit<T> {
  const { id, score, cosine, bm25, start_at: start, end_at: end } = row;
  const facts: HitBase = {
    score,
    ...(cosine !== null && { cosine, semanticRank: Number(row.semantic_rank) }),
    ...(bm25 !== null && { bm25, lexicalRank: Number(row.lexical_rank) }),
    ...(start !== null && end !== null && { passage: { start, end } }),
    matches: bm25 === null ? [] : matchOffsets(row.text, terms, leftOut),
    // What is read of longer texts is not all.
    ...(row.text.length > 0 && row.text.length < MAX_MARKED && { textLength: row.text.length }),
  };
  const relevanceLevel = levelOfRow(row);
  return { ...facts, id, item: JSON.parse(row.item), ...(relevanceLevel && { relevanceLevel }) };
}

function levelOfRow({ cosine, pair_mean: mean, pair_deviation: stdDev }: HitRow) {
  if (cosine === null || mean === null || !stdDev) return undefined;
  return levelOfCosine(cosine, { mean, stdDev });
}
