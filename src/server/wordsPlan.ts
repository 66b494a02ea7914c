import { B, idf, K1 } from '../engine/ranking/Bm25.js';
import type { Language } from '../engine/ranking/language.js';
import type { QueryTerm } from '../engine/ranking/queryTerms.js';
import type { KnownWords } from './knownWords.js';
import type { StoredFacts } from './schema.js';

// Which postings a search reads. A word of a query in every third text has a third of a million postings in a million texts,
// and says little. So the postings of rare words are all read, those of frequent ones in the order of what they contribute,
// as far as a budget goes, and only where a document that has no other word can be among the best; what that finds is then
// scored by all words (as MaxScore does, Turtle and Flood, 1995).

/** Postings that are read before documents are picked out: some 5 ms. */
export const MAX_SCANNED = 10_000;
/**
 * How much of that may go to a word whose postings are not all read while there is another. Of a million texts, more of the best
 * documents are found when the next frequent word has its part than when the first takes all.
 */
const PARTIAL_SHARE = 0.5;
/** Postings of picked documents that are looked up one by one, where the budget was spent on reading. */
const MIN_PROBED = 1_000;
/** One more is looked up instead of so many that were not read. */
const READ_BY_PROBED = 7;
const MAX_SHORTLIST = 1_000;
const MIN_SHORTLIST = 100;

/** Words that are searched as one, and what is known of them in all documents. */
interface WordGroup {
  /** Which term of the query it comes from. */
  readonly owner: number;
  readonly words: readonly WeightedWord[];
  /** By what all that it gives is multiplied. */
  readonly share: number;
  /** How many documents have any of its words. */
  readonly documents: number;
}

interface WeightedWord {
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
  /** What BM25 is measured by, see `Bm25.addScores`. */
  readonly expectedScore: number;
  /** Whether some group has several words, or one that does not count once. */
  readonly isGrouped: boolean;
  /** Where not all postings are read: what is. */
  readonly pruned?: Pruned;
}

/** A word whose postings are read. */
interface ScannedTerm extends WeightedTerm {
  /** How many of them. */
  readonly limit: number;
  /** Whether these are all. */
  readonly isComplete: boolean;
  /** Whether documents are missed without it, where no filter takes those away that the other words find. */
  readonly isEssential: boolean;
}

interface Pruned {
  /** The words whose postings are read. */
  readonly scanned: readonly ScannedTerm[];
  /** The words of which some postings are not read: they are looked up in the documents that are picked out. */
  readonly probed: readonly WeightedTerm[];
  /** How many documents are picked out. */
  readonly shortlist: number;
  /** The same where a filter takes documents away, so that all postings of `scanned` are read. */
  readonly filteredShortlist: number;
}

/** What a lexical search is planned by. */
interface PlanInput {
  readonly facts: StoredFacts;
  readonly language: Language | undefined;
  /** What the index knows of the terms. */
  readonly known: KnownWords;
  readonly maxScanned: number;
  /** How many of the best documents are wanted. */
  readonly candidates: number;
}

/** Decides which postings a search for these terms reads. */
export function planWords(
  terms: readonly QueryTerm[],
  { facts, language, known, maxScanned, candidates }: PlanInput,
): WordsPlan {
  const groups = groupsOf(terms, known, language).map((group) => ({
    ...group,
    factor: (K1 + 1) * group.share * idf(group.documents, facts.documents),
  }));
  const average = facts.totalLength / Math.max(1, facts.documents);
  const all = groups.flatMap(({ words }) => words).reduce((sum, { documents }) => sum + documents, 0);
  return {
    terms: groups.flatMap(weightedTerms),
    fixed: K1 * (1 - B),
    perWord: average > 0 ? (K1 * B) / average : 0,
    expectedScore: expectedScoreOf(groups, terms, facts.documents),
    isGrouped: groups.some(({ words: [first, ...more] }) => more.length > 0 || first?.weight !== 1),
    ...(all > maxScanned && { pruned: prune(groups, maxScanned, candidates) }),
  };
}

const weightedTerms = ({ words, factor }: WeightedGroup, group: number): WeightedTerm[] =>
  words.map(({ term, weight }) => ({ term, group, weight, factor }));

/** @param groups what some document has of `terms`, and of what the last of them may become, of which the best counts */
function expectedScoreOf(
  groups: readonly WeightedGroup[],
  terms: readonly QueryTerm[],
  documents: number,
): number {
  return terms.reduce((sum, { isForm }, i) => {
    const own = groups.filter(({ owner }) => owner === i).map(({ factor }) => factor / (K1 + 1));
    const best = Math.max(0, ...own);
    return sum + (best > 0 || isForm ? best : idf(0, documents));
  }, 0);
}

function groupsOf(
  terms: readonly QueryTerm[],
  known: KnownWords,
  language: Language | undefined,
): readonly WordGroup[] {
  const counts = new Map(known.words.map(({ term, documents }) => [term, documents]));
  const own = terms.flatMap(({ term, variants = [] }, owner): WordGroup[] => {
    const words = [{ word: term, weight: 1 }, ...variants].flatMap(({ word, weight }) => {
      const documents = counts.get(word);
      return documents === undefined ? [] : { term: word, weight, documents };
    });
    const [first] = words;
    if (!first) return [];
    const all = words.length > 1 ? known.stems.get(language?.stem(term) ?? '') : undefined;
    return [{ owner, words, share: 1, documents: all ?? first.documents }];
  });
  const open = terms.findIndex(({ isPrefix }) => isPrefix);
  const prefix = terms[open]?.term;
  if (prefix === undefined) return own;
  const forms = new Set(terms[open]?.variants?.map(({ word }) => word));
  const completions = [...known.completions].flatMap(([term, documents]): WordGroup[] => {
    if (forms.has(term)) return [];
    const share = (0.5 * prefix.length) / term.length;
    return [{ owner: open, words: [{ term, weight: 1, documents }], share, documents }];
  });
  return [...own, ...completions];
}

const postingsOf = ({ words }: WordGroup) => words.reduce((sum, { documents }) => sum + documents, 0);

function prune(groups: readonly WeightedGroup[], budget: number, candidates: number): Pruned {
  const rarest = [...groups.entries()].sort(([, a], [, b]) => postingsOf(a) - postingsOf(b));
  const complete: WeightedGroup[] = [];
  let left = budget;
  const scanned = rarest.flatMap(([i, group], place): ScannedTerm[] => {
    const isComplete = postingsOf(group) <= left;
    if (isComplete) complete.push(group);
    const others = rarest.slice(place).map(([, other]) => other);
    const isEssential = isComplete || mostOf(others) > leastOf(complete, candidates);
    const most = isComplete || others.length === 1 ? left : Math.floor(budget * PARTIAL_SHARE);
    return weightedTerms(group, i).map((term, index) => {
      const limit = Math.min(group.words[index]?.documents ?? 0, left, most);
      left -= limit;
      return { ...term, limit, isComplete, isEssential };
    });
  });
  const probed = scanned.filter(({ isComplete }) => !isComplete);
  const shortlistOf = (read: readonly ScannedTerm[]) => {
    const unread = read.reduce((rest, { limit }) => rest - limit, budget);
    const lookups = MIN_PROBED + unread / READ_BY_PROBED;
    return Math.max(MIN_SHORTLIST, Math.min(MAX_SHORTLIST, Math.floor(lookups / probed.length)));
  };
  return {
    scanned: scanned.filter(({ limit }) => limit > 0),
    probed,
    shortlist: shortlistOf(scanned.filter(({ isEssential }) => isEssential)),
    filteredShortlist: shortlistOf(scanned),
  };
}

/** What a word gives that stands so often in a text of usual length, as a part of its factor. */
const saturation = (times: number) => times / (times + K1);

/** What a text may have that has only these words: hardly one has all of them twice. */
const mostOf = (groups: readonly WeightedGroup[]) =>
  groups.reduce((sum, { factor }) => sum + factor * saturation(2), 0);

/** What so many texts have at least that have one of these words; 0 where they may be fewer. */
function leastOf(groups: readonly WeightedGroup[], count: number): number {
  let documents = 0;
  for (const group of [...groups].sort((a, b) => b.factor - a.factor)) {
    documents += group.documents;
    if (documents >= count) return group.factor * saturation(1);
  }
  return 0;
}
