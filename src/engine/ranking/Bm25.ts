import type { FieldText } from '../rpc/searchProtocol.js';
import { functionWords } from './functionWords.js';
import type { Language } from './language.js';
import { PostingLists } from './PostingLists.js';
import { PostingScores } from './PostingScores.js';
import type { QueryTerm, Variant } from './queryTerms.js';
import { expandTerms } from './queryWords.js';
import { eachTerm } from './tokenize.js';
import { exportWords, importWords, type WordIndex } from './wordIndex.js';

// BM25 (Robertson and Zaragoza, 2009), with the idf of Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.

export const K1 = 1.2;
export const B = 0.75;
/** A prefix is looked for in so many words at most, the most frequent ones. */
export const MAX_COMPLETIONS = 50;

/** How rare a word is that `count` of some documents have. */
export function idf(count: number, documents: number): number {
  return Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}

/** Scores documents by the words they share with a query. Documents have numbers. */
export class Bm25 {
  readonly #lists = new PostingLists({ k1: K1, b: B });
  readonly #scores = new PostingScores(this.#lists);
  #language: Language | undefined;
  /** Until a document or the language changes: no search has to look all of them up. */
  #functionWords: ReadonlySet<string> | undefined;

  get documents(): number {
    return this.#lists.documents;
  }

  add(document: number, text: string, fields: readonly FieldText[] = []): void {
    this.#functionWords = undefined;
    this.#lists.add(document, countsOf(text, fields));
  }

  /** Unknown ones are ignored. It costs little: their words go later, see `sweep`. */
  remove(documents: Iterable<number>): void {
    this.#functionWords = undefined;
    this.#lists.remove(documents);
  }

  /** Gives the memory of removed documents back, and the time that searches take for them, for about so many words of documents. @returns whether there is more */
  sweep(words: number): boolean {
    this.#functionWords = undefined;
    return this.#lists.sweep(words);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.#lists.renumber(numbers);
  }

  /** All that is known of some documents, which are numbered anew in their order. */
  exportWords(documents: readonly number[]): WordIndex {
    return exportWords(this.#lists, documents);
  }

  /** Adds what `exportWords` gave; `documents` are the numbers here of those that were taken, in their order. */
  importWords(words: WordIndex, documents: readonly number[]): void {
    this.#functionWords = undefined;
    importWords(this.#lists, words, documents);
  }

  /**
   * Adds each document's score to its place in `scores`.
   * @returns the score of each word of the query once in a text of average length, words among them that no document has
   */
  score(terms: readonly QueryTerm[], scores: Float32Array): number {
    let expected = 0;
    for (const { term, isPrefix, isForm = false, variants = [], factor = 1 } of terms) {
      let best = this.#scoreWords([{ word: term, weight: 1 }, ...variants], factor, scores);
      const forms = new Set(variants.map(({ word }) => word));
      // Half of what the word itself would give, and less for longer words: what is typed may still become another.
      for (const other of isPrefix ? this.#completions(term) : [])
        if (!forms.has(other)) {
          const weight = (0.5 * term.length) / other.length;
          best = Math.max(best, this.#scoreWords([{ word: other, weight: 1 }], weight, scores));
        }
      expected += best > 0 || isForm ? best : idf(0, this.documents);
    }
    return expected;
  }

  /** Several words as if they were one. @returns what it gives once in a text of average length: 0 where no document has it */
  #scoreWords(words: readonly Variant[], factor: number, scores: Float32Array): number {
    const known = words.filter(({ word }) => this.#lists.count(word) > 0);
    const [first] = known;
    if (!first) return 0;
    let usual = 0;
    const factorOf = (documents: number) => {
      usual = factor * idf(documents, this.documents);
      return usual * (K1 + 1);
    };
    if (known.length > 1 || first.weight !== 1) this.#scores.addScoresOfAll(known, factorOf, scores);
    else this.#scores.addScores(first.word, factorOf(this.#lists.count(first.word)), scores);
    return usual;
  }

  /** The language of all texts, whose words are stemmed from now on. */
  set language(language: Language | undefined) {
    this.#language = language;
    this.#functionWords = undefined;
    this.#lists.stopWords = language?.stopWords ?? new Set();
    this.#lists.vocabulary.stemBy(language?.stem);
  }

  get language(): Language | undefined {
    return this.#language;
  }

  /** The words that are never told to match, see `functionWords`. */
  get functionWords(): ReadonlySet<string> {
    this.#functionWords ??= functionWords((word) => this.#lists.count(word), this.#language?.stopWords);
    return this.#functionWords;
  }

  /** Stems some words that have no stem yet. @returns whether there are more */
  prepare(count: number): boolean {
    return this.#lists.vocabulary.prepare(count);
  }

  /** The terms of a query as they are searched: without stop words, with other forms, misspelt ones put right. */
  expand(terms: readonly QueryTerm[]): QueryTerm[] {
    return expandTerms(terms, {
      vocabulary: this.#lists.vocabulary,
      language: this.#language,
      frequency: (word) => this.#lists.count(word),
      hasPrefix: (prefix) => this.#completions(prefix).length > 0,
    });
  }

  /** The documents that have the rarest word of a query: among them are all that have every word. */
  documentsWithRarest(terms: readonly QueryTerm[]): number[] {
    const words = terms.flatMap(({ term, isForm }) => (isForm ? [] : [term]));
    const rarest = words.toSorted((a, b) => this.#lists.count(a) - this.#lists.count(b))[0];
    return rarest === undefined ? [] : this.#lists.documentsOf(rarest);
  }

  /**
   * Adds to each document's place in `shares` the share of the words of a query, by how rare they are, that it has. A word that no
   * document has is the rarest.
   */
  addTermCoverage(terms: readonly QueryTerm[], shares: Float32Array): void {
    const asked = terms.filter(({ isForm }) => !isForm);
    const rarities = asked.map(({ term, variants = [] }) => {
      const counts = [term, ...variants.map(({ word }) => word)].map((word) => this.#lists.count(word));
      return idf(Math.max(...counts), this.documents);
    });
    const whole = rarities.reduce((sum, rarity) => sum + rarity, 0);
    for (const [i, { term, isPrefix, variants = [], factor = 1 }] of asked.entries()) {
      const words = [
        term,
        ...variants.map(({ word }) => word),
        ...(isPrefix ? this.#startingWith(term) : []),
      ];
      const share = (factor * (rarities[i] as number)) / whole; // one for each term
      this.#scores.addToAny(words, share, shares); // however often, however long
    }
  }

  /** All words that begin with these letters and go on. */
  *#startingWith(prefix: string): Iterable<string> {
    for (const word of this.#lists.vocabulary.startingWith(prefix)) if (word !== prefix) yield word;
  }

  #completions(prefix: string): readonly string[] {
    const found: { term: string; count: number }[] = [];
    for (const term of this.#startingWith(prefix)) {
      const count = this.#lists.count(term);
      if (count > 0) found.push({ term, count });
    }
    if (found.length > MAX_COMPLETIONS) found.sort((a, b) => b.count - a.count).splice(MAX_COMPLETIONS);
    return found.map(({ term }) => term);
  }
}

/** How often each word stands in a document; in a field it counts as often as the field weighs. */
export function countsOf(text: string, fields: readonly FieldText[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text: part, weight } of [{ text, weight: 1 }, ...fields])
    eachTerm(part, (term) => counts.set(term, (counts.get(term) ?? 0) + weight));
  return counts;
}
