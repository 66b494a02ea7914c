import { B, idf, K1, MAX_COMPLETIONS, type QueryTerm } from '../engine/ranking/bm25.js';
import type { ClientLike } from './pool.js';
import type { StoredFacts } from './schema.js';

// Which postings a search reads. A word of a query in every third text has a third of a million postings in a million texts,
// and says little. So the postings of rare words are all read, those of frequent ones in the order of what they contribute,
// as far as a budget goes; what that finds is then scored by all words (as MaxScore does, Turtle and Flood, 1995).

/** Postings that are read before documents are picked out: some 5 ms. */
export const MAX_SCANNED = 10_000;
/** Postings of picked documents that are looked up one by one. */
const MAX_PROBED = 2_000;
const MAX_SHORTLIST = 500;
const MIN_SHORTLIST = 100;

/** A word to search, and what is known of it in all documents. */
interface KnownTerm {
  readonly term: string;
  readonly weight: number;
  readonly documents: number;
}

/** A word and what its postings are multiplied by. */
export interface WeightedTerm {
  readonly term: string;
  readonly factor: number;
}

export interface WordsPlan {
  /** All words that some document has. */
  readonly terms: readonly WeightedTerm[];
  /** BM25 of a posting is `factor * times / (times + fixed + perWord * length)`. */
  readonly fixed: number;
  readonly perWord: number;
  /** What BM25 is measured by, see `Bm25.score`. */
  readonly whole: number;
  /** Where not all postings are read: what is. */
  readonly pruned?: Pruned;
}

interface Pruned {
  /** The words whose postings are read, how many of each, and whether these are all. */
  readonly scanned: readonly (WeightedTerm & { readonly limit: number; readonly isComplete: boolean })[];
  /** The words of which some postings are not read: they are looked up in the documents that are picked out. */
  readonly probed: readonly WeightedTerm[];
  /** How many documents are picked out. */
  readonly shortlist: number;
}

/** Reads what is known of a query's terms, and decides. */
export async function planWords(
  client: ClientLike,
  schema: string,
  facts: StoredFacts,
  terms: readonly QueryTerm[],
  maxScanned: number,
): Promise<WordsPlan> {
  const known = await readTerms(client, schema, terms);
  const weighted = known.map((term) => ({
    ...term,
    factor: (K1 + 1) * term.weight * idf(term.documents, facts.documents),
  }));
  const average = facts.totalLength / Math.max(1, facts.documents);
  const all = weighted.reduce((sum, { documents }) => sum + documents, 0);
  return {
    terms: weighted,
    fixed: K1 * (1 - B),
    perWord: average > 0 ? (K1 * B) / average : 0,
    whole: wholeOf(weighted, terms, facts.documents),
    ...(all > maxScanned && { pruned: prune(weighted, maxScanned) }),
  };
}

/** @param known what some document has of `terms`, and of what the last of them may become, of which the best counts */
function wholeOf(
  known: readonly (KnownTerm & WeightedTerm)[],
  terms: readonly QueryTerm[],
  documents: number,
): number {
  const factors = ({ term, isPrefix }: QueryTerm) =>
    known
      .filter((own) => own.term === term || (isPrefix && own.weight < 1))
      .map(({ factor }) => factor / (K1 + 1));
  return terms.reduce((whole, term) => {
    const best = Math.max(0, ...factors(term));
    return whole + (best > 0 || term.isForm ? best : idf(0, documents));
  }, 0);
}

async function readTerms(
  client: ClientLike,
  schema: string,
  terms: readonly QueryTerm[],
): Promise<readonly KnownTerm[]> {
  const { rows } = await client.query(
    `select term, weight, documents from (
       select term, 1::float8 as weight from unnest($1::text[]) term
       union all (
         select term, 0.5 * length($2::text) / length(term) from ${schema}.terms
         where term > $2::text collate "C" and term < ($2::text || chr(1114111)) collate "C"
         order by documents desc, term limit ${MAX_COMPLETIONS})) wanted
     join ${schema}.terms using (term)`,
    [terms.map(({ term }) => term), terms.find(({ isPrefix }) => isPrefix)?.term ?? null],
  );
  return rows;
}

function prune(terms: readonly (KnownTerm & WeightedTerm)[], budget: number): Pruned {
  const rarest = terms.toSorted((a, b) => a.documents - b.documents);
  let left = budget;
  const scanned = rarest.map(({ term, factor, documents: count }) => {
    const limit = Math.min(count, left);
    left -= limit;
    return { term, factor, limit, isComplete: limit === count };
  });
  const probed = scanned.filter(({ isComplete }) => !isComplete);
  return {
    scanned: scanned.filter(({ limit }) => limit > 0),
    probed,
    shortlist: Math.max(MIN_SHORTLIST, Math.min(MAX_SHORTLIST, Math.floor(MAX_PROBED / probed.length))),
  };
}
