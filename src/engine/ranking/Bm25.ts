import type { FieldText } from '../rpc/searchProtocol.js';
import { functionWords } from './functionWords.js';
import type { Language } from './language.js';
import { PostingLists } from './PostingLists.js';
import { PostingScores } from './PostingScores.js';
import type { QueryTerm, Variant } from './queryTerms.js';
import { expandTerms } from './queryWords.js';
import { eachTerm } from './tokenize.js';
import { exportWords, importWords, type WordIndex } from './wordIndex.js';

// BM25 (Robertson and Zaragoza, 2009), with Lucene's idf, which is never negative. A document's score is the sum, over the query's
// words, of  weight * idf * (k1 + 1) * tf / (tf + norm), which `PostingScores` adds up:
//
//   idf     ln(1 + (N - n + 0.5) / (n + 0.5)) of n among N documents: `idf` here, n is `PostingLists.documentFrequency`
//   tf      how often the word stands in the document: `PostingLists`; in a field as often as the field weighs: `countsOf` here
//   norm    k1 * (1 - b + b * length / averageLength): `DocumentSlots.norms`
//   weight  1, less for a misspelt word and for another form: `queryWords.ts`, `queryTerms.ts`

export const K1 = 1.2;
export const B = 0.75;
/** How many words a prefix is completed to, at most: those in the most documents. */
export const MAX_COMPLETIONS = 50;

/** The inverse document frequency of a word that `documentFrequency` of `documents` contain. */
export function idf(documentFrequency: number, documents: number): number {
  return Math.log(1 + (documents - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/** Scores documents by the words they share with a query. A document is a number: in the worker its row of `DocumentTable`. */
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

  /** Unknown documents are ignored. It costs little: their postings are freed later, by `sweep`. */
  remove(documents: Iterable<number>): void {
    this.#functionWords = undefined;
    this.#lists.remove(documents);
  }

  /** Frees postings of removed documents, about `words` words' worth per call. @returns whether more are left */
  sweep(words: number): boolean {
    this.#functionWords = undefined;
    return this.#lists.sweep(words);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.#lists.renumber(numbers);
  }

  /** The words of some documents, which are numbered anew in their order. */
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
   * @returns what scores are measured by: the BM25 that a document of average length with each query term once would get; unknown words count as the rarest
   */
  addScores(terms: readonly QueryTerm[], scores: Float32Array): number {
    let expected = 0;
    for (const { term, isPrefix, isForm = false, variants = [], weight = 1 } of terms) {
      let best = this.#scoreWords([{ word: term, weight: 1 }, ...variants], weight, scores);
      const forms = new Set(variants.map(({ word }) => word));
      // Half of what the word itself would give, and less for longer words: what is typed may still become another.
      for (const other of isPrefix ? this.#completions(term) : [])
        if (!forms.has(other)) {
          const share = (0.5 * term.length) / other.length;
          best = Math.max(best, this.#scoreWords([{ word: other, weight: 1 }], share, scores));
        }
      expected += best > 0 || isForm ? best : idf(0, this.documents);
    }
    return expected;
  }

  /** Scores several words as one. @returns the BM25 of a document of average length with it once; 0 where no document has it */
  #scoreWords(words: readonly Variant[], termWeight: number, scores: Float32Array): number {
    const known = words.filter(({ word }) => this.#lists.documentFrequency(word) > 0);
    const [first] = known;
    if (!first) return 0;
    let expected = 0;
    const weightOf = (documentFrequency: number) => {
      expected = termWeight * idf(documentFrequency, this.documents);
      return expected * (K1 + 1);
    };
    if (known.length > 1 || first.weight !== 1) this.#scores.addScoresOfAll(known, weightOf, scores);
    else this.#scores.addScores(first.word, weightOf(this.#lists.documentFrequency(first.word)), scores);
    return expected;
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
    this.#functionWords ??= functionWords(
      (word) => this.#lists.documentFrequency(word),
      this.#language?.stopWords,
    );
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
      documentFrequency: (word) => this.#lists.documentFrequency(word),
      hasPrefix: (prefix) => this.#completions(prefix).length > 0,
    });
  }

  /** The documents that contain the rarest word of a query: all that contain every word are among them. */
  documentsWithRarest(terms: readonly QueryTerm[]): number[] {
    const words = terms.flatMap(({ term, isForm }) => (isForm ? [] : [term]));
    const rarest = words.toSorted(
      (a, b) => this.#lists.documentFrequency(a) - this.#lists.documentFrequency(b),
    )[0];
    return rarest === undefined ? [] : this.#lists.documentsOf(rarest);
  }

  /**
   * Adds to each document's place in `shares` the share of the query's words that it contains, each word by its idf. A word that no
   * document contains has the highest.
   */
  addTermCoverage(terms: readonly QueryTerm[], shares: Float32Array): void {
    const asked = terms.filter(({ isForm }) => !isForm);
    const rarities = asked.map(({ term, variants = [] }) => {
      const words = [term, ...variants.map(({ word }) => word)];
      return idf(Math.max(...words.map((word) => this.#lists.documentFrequency(word))), this.documents);
    });
    const whole = rarities.reduce((sum, rarity) => sum + rarity, 0);
    for (const [i, { term, isPrefix, variants = [], weight = 1 }] of asked.entries()) {
      const words = [
        term,
        ...variants.map(({ word }) => word),
        ...(isPrefix ? this.#startingWith(term) : []),
      ];
      const share = (weight * (rarities[i] as number)) / whole; // one for each term
      this.#scores.addToAny(words, share, shares); // however often, however long
    }
  }

  /** All words that begin with these letters and go on. */
  *#startingWith(prefix: string): Iterable<string> {
    for (const word of this.#lists.vocabulary.startingWith(prefix)) if (word !== prefix) yield word;
  }

  #completions(prefix: string): readonly string[] {
    const found: { word: string; count: number }[] = [];
    for (const word of this.#startingWith(prefix)) {
      const count = this.#lists.documentFrequency(word);
      if (count > 0) found.push({ word, count });
    }
    if (found.length > MAX_COMPLETIONS) found.sort((a, b) => b.count - a.count).splice(MAX_COMPLETIONS);
    return found.map(({ word }) => word);
  }
}

/** How often each word stands in a document; in a field it counts as often as the field weighs. */
export function countsOf(text: string, fields: readonly FieldText[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text: part, weight } of [{ text, weight: 1 }, ...fields])
    eachTerm(part, (term) => counts.set(term, (counts.get(term) ?? 0) + weight));
  return counts;
}
