import { B, idf, K1, MAX_COMPLETIONS } from '../engine/ranking/bm25.js';
import type { Language } from '../engine/ranking/language.js';
import type { QueryTerm } from '../engine/ranking/queryTerms.js';
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

/** Words that are searched as one, and what is known of them in all documents. */
interface WordGroup {
  /** Which term of the query it comes from. */
  readonly owner: number;
  readonly words: readonly KnownWord[];
  /** By what all that it gives is multiplied. */
  readonly share: number;
  /** How many documents have any of its words. */
  readonly documents: number;
}

interface KnownWord {
  readonly term: string;
  /** How often it counts when it stands in a text once. */
  readonly weight: number;
  readonly documents: number;
}

interface WeightedGroup extends WordGroup {
  readonly factor: number;
}

/** A word, the group that it is searched in, and what that group's postings are multiplied by. */
export interface WeightedTerm {
  readonly term: string;
  readonly group: number;
  readonly weight: number;
  readonly factor: number;
}

export interface WordsPlan {
  /** All words that some document has. */
  readonly terms: readonly WeightedTerm[];
  /** BM25 of a group in a document is `factor * times / (times + fixed + perWord * length)`. */
  readonly fixed: number;
  readonly perWord: number;
  /** What BM25 is measured by, see `Bm25.score`. */
  readonly whole: number;
  /** Whether some group has several words. */
  readonly isGrouped: boolean;
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
  { facts, language }: { readonly facts: StoredFacts; readonly language: Language | undefined },
  terms: readonly QueryTerm[],
  maxScanned: number,
): Promise<WordsPlan> {
  const groups = (await readGroups(client, schema, terms, language)).map((group) => ({
    ...group,
    factor: (K1 + 1) * group.share * idf(group.documents, facts.documents),
  }));
  const average = facts.totalLength / Math.max(1, facts.documents);
  const all = groups.flatMap(({ words }) => words).reduce((sum, { documents }) => sum + documents, 0);
  return {
    terms: groups.flatMap(weightedTerms),
    fixed: K1 * (1 - B),
    perWord: average > 0 ? (K1 * B) / average : 0,
    whole: wholeOf(groups, terms, facts.documents),
    isGrouped: groups.some(({ words }) => words.length > 1),
    ...(all > maxScanned && { pruned: prune(groups, maxScanned) }),
  };
}

const weightedTerms = ({ words, factor }: WeightedGroup, group: number): WeightedTerm[] =>
  words.map(({ term, weight }) => ({ term, group, weight, factor }));

/** @param groups what some document has of `terms`, and of what the last of them may become, of which the best counts */
function wholeOf(groups: readonly WeightedGroup[], terms: readonly QueryTerm[], documents: number): number {
  return terms.reduce((whole, { isForm }, i) => {
    const own = groups.filter(({ owner }) => owner === i).map(({ factor }) => factor / (K1 + 1));
    const best = Math.max(0, ...own);
    return whole + (best > 0 || isForm ? best : idf(0, documents));
  }, 0);
}

async function readGroups(
  client: ClientLike,
  schema: string,
  terms: readonly QueryTerm[],
  language: Language | undefined,
): Promise<readonly WordGroup[]> {
  const wordsOf = ({ term, variants = [] }: QueryTerm) => [{ word: term, weight: 1 }, ...variants];
  const stems = terms.flatMap(({ term, variants }) => (language && variants ? language.stem(term) : []));
  const open = terms.findIndex(({ isPrefix }) => isPrefix);
  const prefix = terms[open]?.term ?? null;
  const { rows } = await client.query(
    `select 'word' as kind, term as word, documents from ${schema}.terms where term = any($1::text[])
     union all select 'stem', stem, documents from ${schema}.stems where stem = any($2::text[])
     union all (
       select 'completion', term, documents from ${schema}.terms
       where term > $3::text collate "C" and term < ($3::text || chr(1114111)) collate "C"
       order by documents desc, term limit ${MAX_COMPLETIONS})`,
    [terms.flatMap(wordsOf).map(({ word }) => word), stems, prefix],
  );
  const found = (kind: string) =>
    new Map<string, number>(rows.filter((row) => row.kind === kind).map((row) => [row.word, row.documents]));
  const [words, documentsOfStem] = [found('word'), found('stem')];
  const own = terms.flatMap((term, owner): WordGroup[] => {
    const known = wordsOf(term).flatMap(({ word, weight }) => {
      const documents = words.get(word);
      return documents === undefined ? [] : { term: word, weight, documents };
    });
    const [first] = known;
    if (!first) return [];
    const all = known.length > 1 ? documentsOfStem.get(language?.stem(term.term) ?? '') : undefined;
    return [{ owner, words: known, share: 1, documents: all ?? first.documents }];
  });
  const forms = new Set(terms[open]?.variants?.map(({ word }) => word));
  const completions = [...found('completion')].flatMap(([term, documents]): WordGroup[] => {
    if (forms.has(term)) return [];
    const share = (0.5 * (prefix ?? '').length) / term.length;
    return [{ owner: open, words: [{ term, weight: 1, documents }], share, documents }];
  });
  return [...own, ...completions];
}

function prune(groups: readonly WeightedGroup[], budget: number): Pruned {
  const postingsOf = ({ words }: WeightedGroup) => words.reduce((sum, { documents }) => sum + documents, 0);
  const rarest = [...groups.entries()].sort(([, a], [, b]) => postingsOf(a) - postingsOf(b));
  let left = budget;
  const scanned = rarest.flatMap(([i, group]) => {
    const isComplete = postingsOf(group) <= left;
    return weightedTerms(group, i).map((term, index) => {
      const limit = Math.min(group.words[index]?.documents ?? 0, left);
      left -= limit;
      return { ...term, limit, isComplete };
    });
  });
  const probed = scanned.filter(({ isComplete }) => !isComplete);
  return {
    scanned: scanned.filter(({ limit }) => limit > 0),
    probed,
    shortlist: Math.max(MIN_SHORTLIST, Math.min(MAX_SHORTLIST, Math.floor(MAX_PROBED / probed.length))),
  };
}
