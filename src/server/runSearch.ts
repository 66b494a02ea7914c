import { closenessOf } from '../engine/search/closeness.js';
import type { Fusion, HitFacts, SearchMode } from '../engine/search/protocol.js';
import type { FieldFilter, SearchHit } from '../engine/search/types.js';
import { matchedPlaces, queryTerms } from '../engine/searchWorker/bm25.js';
import { vectorText } from './copyRows.js';
import type { ClientLike } from './pool.js';
import { searchStatement } from './searchStatement.js';

/** What is asked of an index, checked. */
export interface IndexQuestion {
  readonly query: string;
  /** Of length 1. Not in lexical mode. */
  readonly vector?: Float32Array;
  readonly mode: SearchMode;
  readonly limit: number;
  readonly prefix: boolean;
  readonly fusion: Fusion;
  readonly weight: number;
  readonly minScore?: number;
  /** All of them must pass. */
  readonly filters: readonly FieldFilter[];
  /** The id of an item that is not wanted. */
  readonly without?: string;
}

export interface IndexAnswer<T> {
  readonly hits: readonly SearchHit<T>[];
  readonly fusion: Fusion | 'none';
}

/** How many nearest passages, and how many best documents by words, are looked at closely. */
const LEAST_CANDIDATES = 200;
const CANDIDATES = 4;
const MOST_CANDIDATES = 1_000; // hnsw.ef_search takes no more

/** Searches inside of a transaction whose settings it changes. */
export async function runSearch<T>(
  client: ClientLike,
  schema: string,
  question: IndexQuestion,
): Promise<IndexAnswer<T>> {
  const { query, mode, limit, prefix, filters } = question;
  const candidates = Math.min(Math.max(limit * CANDIDATES, LEAST_CANDIDATES), MOST_CANDIDATES);
  const terms = queryTerms(query, prefix);
  const fields = filters.flatMap((filter) => Object.entries(filter).map(containments));
  await client.query(settings(candidates));
  const { rows } = await client.query(searchStatement(schema, { mode, fields: fields.length }), [
    question.vector ? vectorText(question.vector) : null,
    terms.map(({ term }) => term),
    terms.find(({ isPrefix }) => isPrefix)?.term ?? null,
    limit,
    candidates,
    question.weight,
    question.minScore ?? null,
    question.fusion === 'standardised' && fields.length === 0,
    question.without ?? null,
    ...fields,
  ]);
  return { hits: rows.map((row) => hitOf<T>(row, terms)), fusion: rows[0]?.fusion ?? 'none' };
}

/** For this transaction. Compiling a statement takes longer than running it. */
function settings(candidates: number): string {
  return `set local hnsw.ef_search = ${candidates}; set local hnsw.iterative_scan = relaxed_order;
    set local jit = off; set local work_mem = '64MB'`;
}

/** JSON that a document's fields contain when one has one of the values. */
function containments([field, wanted]: [string, FieldFilter[string]]): string[] {
  const values = Array.isArray(wanted) ? wanted : [wanted];
  return values.map((value) => JSON.stringify({ [field]: value }));
}

/** A row of {@link searchStatement}. */
interface HitRow<T> {
  readonly id: string;
  readonly item: T;
  readonly text: string;
  readonly score: number;
  readonly cosine: number | null;
  readonly bm25: number | null;
  /** PostgreSQL's `bigint` comes as a text. */
  readonly semantic_rank: string | null;
  readonly lexical_rank: string | null;
  readonly start_at: number | null;
  readonly end_at: number | null;
  /** Of the cosines of pairs of documents; `null` by words, and for few documents. */
  readonly pair_mean: number | null;
  readonly pair_deviation: number | null;
}

function hitOf<T>(row: HitRow<T>, terms: ReturnType<typeof queryTerms>): SearchHit<T> {
  const { id, item, score, cosine, bm25, start_at: start, end_at: end } = row;
  const facts: HitFacts = {
    score,
    ...(cosine !== null && { cosine, semanticRank: Number(row.semantic_rank) }),
    ...(bm25 !== null && { bm25, lexicalRank: Number(row.lexical_rank) }),
    ...(start !== null && end !== null && { passage: { start, end } }),
    words: bm25 === null ? [] : matchedPlaces(row.text, terms),
  };
  const closeness = closenessOfRow(row);
  return { ...facts, id, item, ...(closeness && { closeness }) };
}

function closenessOfRow({ cosine, pair_mean: mean, pair_deviation: deviation }: HitRow<unknown>) {
  if (cosine === null || mean === null || !deviation) return undefined;
  return closenessOf(cosine, { mean, deviation });
}
