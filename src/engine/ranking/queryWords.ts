import type { Language } from './language.js';
import type { QueryTerm, Variant } from './queryTerms.js';
import type { NearWord } from './SortedWords.js';
import type { Vocabulary } from './Vocabulary.js';

// The words of an index by which a query's words are found, besides themselves: other forms of the same stem, words that are spelled
// almost the same, and the parts of a word that texts write as two.

/** What {@link expandTerms} looks words up in. */
export interface QueryWordsParts {
  readonly vocabulary: Pick<Vocabulary, 'formsOf' | 'near'>;
  readonly language: Language | undefined;
  /** How many documents contain a word. */
  readonly documentFrequency: (word: string) => number;
  /** Whether a word begins with this. */
  readonly hasPrefix: (prefix: string) => boolean;
}

/** Another form counts almost as much as the word itself, so that of two equal texts the one with the word comes first. */
const FORM_WEIGHT = 0.9;
/** A word with one edit, and with two, against the word itself. */
const EDIT_WEIGHTS = [1, 0.8, 0.6];
/** How many words of the fewest edits are taken, at most: those in the most documents. */
const MAX_NEAR_WORDS = 8;
/** A part of a word that is written in one is at least as long, unless it is a number. */
const MIN_PART = 3;
/** Longer words are looked for in one. */
const MAX_SPLIT = 40;

/** The terms that are searched, with what else each of them is looked for by. Stop words only where there is nothing else. */
export function expandTerms(terms: readonly QueryTerm[], parts: QueryWordsParts): QueryTerm[] {
  const { language } = parts;
  const content = terms.filter(({ term }) => !language?.stopWords.has(term));
  const searched = content.length > 0 ? content : terms;
  return [...searched.flatMap((term) => expandTerm(term, parts)), ...joinedTerms(terms, parts)];
}

function expandTerm(term: QueryTerm, parts: QueryWordsParts): QueryTerm[] {
  if (term.isForm) return [term];
  const { vocabulary, language, documentFrequency, hasPrefix } = parts;
  const forms = vocabulary
    .formsOf(term.term)
    .filter((word) => word !== term.term && documentFrequency(word) > 0);
  if (forms.length > 0) return [{ ...term, variants: forms.map((word) => ({ word, weight: FORM_WEIGHT })) }];
  if (documentFrequency(term.term) > 0 || (term.isPrefix && hasPrefix(term.term))) return [term];
  if (language?.isCommon(term.term)) return [term];
  const near = nearWords(term, parts);
  const [first] = near;
  if (first?.distance === 1) return [misspelt(term, near, parts)];
  const split = splitWord(term.term, documentFrequency);
  if (split) return split.map((part) => ({ term: part, isPrefix: false }));
  return [first ? misspelt(term, near, parts) : term];
}

/** A word that a misspelt one may be. */
interface Candidate extends NearWord {
  /** How many documents have it. */
  readonly count: number;
}

function nearWords(
  { term, isPrefix }: QueryTerm,
  { vocabulary, documentFrequency }: QueryWordsParts,
): Candidate[] {
  const found = vocabulary
    .near(term, isPrefix)
    .map((near) => ({ ...near, count: documentFrequency(near.word) }));
  const known = found.filter(({ count }) => count > 0);
  return known.sort((a, b) => b.count - a.count).slice(0, MAX_NEAR_WORDS);
}

/** A word that is not in the index, as those that it may be. */
function misspelt(term: QueryTerm, near: readonly Candidate[], { vocabulary }: QueryWordsParts): QueryTerm {
  const most = near[0]?.count ?? 1;
  const weights = new Map<string, number>();
  for (const { word, count } of near) {
    const weight = count / most;
    for (const form of [word, ...vocabulary.formsOf(word)])
      weights.set(form, Math.max(weights.get(form) ?? 0, form === word ? weight : weight * FORM_WEIGHT));
  }
  const variants = Array.from(weights, ([word, weight]): Variant => ({ word, weight }));
  return { ...term, isPrefix: false, variants, weight: EDIT_WEIGHTS[near[0]?.distance ?? 0] ?? 1 };
}

/**
 * The words of one that is written without spaces ("twofactor", "pixel8pro"), if texts have all of them: those of which there
 * are most.
 */
function splitWord(word: string, documentFrequency: (word: string) => number): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  let most = 0;
  for (const parts of partsOf(word)) {
    const least = Math.min(...parts.map(documentFrequency));
    if (least > most) [best, most] = [parts, least];
  }
  return best;
}

/** The words that one may be: two, or more where digits and letters take turns. */
export function partsOf(word: string): (readonly string[])[] {
  const all: (readonly string[])[] = [];
  const turns: number[] = [];
  for (let at = 1; at < word.length && word.length <= MAX_SPLIT; at += 1) {
    const parts = [word.slice(0, at), word.slice(at)] as const;
    if (isCut(word, at)) turns.push(at);
    if (parts.every((part) => part.length >= MIN_PART || isCut(word, at))) all.push(parts);
  }
  if (turns.length > 1) all.push([0, ...turns].map((from, i) => word.slice(from, turns[i])));
  return all;
}

/** Whether a word goes from digits to letters at a place, or back. */
function isCut(word: string, at: number): boolean {
  return /\p{N}/u.test(word.charAt(at - 1)) !== /\p{N}/u.test(word.charAt(at));
}

/** Neighbors of a query that texts write in one ("two factor" for "twofactor"): they count only where they are. */
function joinedTerms(terms: readonly QueryTerm[], { documentFrequency }: QueryWordsParts): QueryTerm[] {
  const words = terms.filter(({ isForm }) => !isForm).map(({ term }) => term);
  const known = new Set(terms.map(({ term }) => term));
  return neighborsOf(words).flatMap((term) =>
    documentFrequency(term) > 0 && !known.has(term) ? { term, isPrefix: false, isForm: true } : [],
  );
}

/** Each two and each three neighbors of some words, in one. */
export function neighborsOf(words: readonly string[]): string[] {
  return words.flatMap((_, i) =>
    [i + 2, i + 3].flatMap((end) => (end > words.length ? [] : words.slice(i, end).join(''))),
  );
}
