import type { FieldText } from '../rpc/searchProtocol.js';
import { formsOf } from './korean.js';
import { PostingLists, type WordIndex } from './postingLists.js';
import { eachTerm, seenLength, termsOf } from './tokenize.js';

// BM25 (Robertson and Zaragoza, 2009), with the idf of Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.

export const K1 = 1.2;
export const B = 0.75;
/** A prefix is looked for in so many words at most, the most frequent ones. */
export const MOST_COMPLETIONS = 50;

/** So many different words of a query are searched, its first ones: a pasted document costs no more than a long sentence. */
export const MAX_QUERY_TERMS = 128;

/** A term of a query: as it is, or all that begin with it. */
export interface QueryTerm {
  readonly term: string;
  readonly isPrefix: boolean;
  /** Whether it is another form of a word of the query, which counts only where a document has it. */
  readonly isForm?: boolean;
}

/**
 * The first {@link MAX_QUERY_TERMS} terms of a query, once each, and the forms that Korean ones may have. The last word is a
 * prefix, if that is `wanted` and nothing that is seen stands behind it.
 */
export function queryTerms(query: string, wanted: boolean): QueryTerm[] {
  const terms = termsOf(query);
  const last = terms.at(-1);
  const open = wanted && last && last.end >= seenLength(query) ? last.term : undefined;
  const different = [...new Set(terms.map(({ term }) => term))].slice(0, MAX_QUERY_TERMS);
  const forms = different.flatMap(formsOf).filter((form) => !(open && form.startsWith(open)));
  const isForm = new Set(forms.filter((form) => !different.includes(form)));
  return [
    ...different.map((term) => ({ term, isPrefix: term === open })),
    ...Array.from(isForm, (term) => ({ term, isPrefix: false, isForm: true })),
  ];
}

/** How rare a word is that `count` of some documents have. */
export function idf(count: number, documents: number): number {
  return Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}

/** Which of a document's words a query's terms match: where they begin and end. */
export function matchedPlaces(text: string, terms: readonly QueryTerm[]): readonly [number, number][] {
  const whole = new Set(terms.map(({ term }) => term));
  const prefixes = terms.flatMap(({ term, isPrefix }) => (isPrefix ? term : []));
  return termsOf(text).flatMap(({ term: word, start, end }) =>
    whole.has(word) || prefixes.some((prefix) => word.startsWith(prefix)) ? [[start, end]] : [],
  );
}

/** Scores documents by the words they share with a query. Documents have numbers. */
export class Bm25 {
  readonly #lists = new PostingLists();

  get documents(): number {
    return this.#lists.documents;
  }

  add(document: number, text: string, fields: readonly FieldText[] = []): void {
    this.#lists.add(document, countsOf(text, fields));
  }

  /** Those that are not here are no matter. It costs little: their words go later, see `sweep`. */
  remove(documents: Iterable<number>): void {
    this.#lists.remove(documents);
  }

  /** Gives the memory of removed documents back, and the time that searches take for them, for about so many words of documents. @returns whether there is more */
  sweep(words: number): boolean {
    return this.#lists.sweep(words);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.#lists.renumber(numbers);
  }

  /** All that is known of some documents, which are numbered anew in their order. */
  take(documents: readonly number[]): WordIndex {
    return this.#lists.take(documents);
  }

  /** Adds what `take` gave; `documents` are the numbers here of those that were taken, in their order. */
  put(words: WordIndex, documents: readonly number[]): void {
    this.#lists.put(words, documents);
  }

  /**
   * Adds each document's score to its place in `scores`.
   * @returns the score of each word of the query once in a text of average length, words among them that no document has
   */
  score(terms: readonly QueryTerm[], scores: Float32Array): number {
    let whole = 0;
    for (const { term, isPrefix, isForm = false } of terms) {
      let best = this.#scoreTerm(term, 1, scores);
      // Half of what the word itself would give, and less for longer words: what is typed may still become another.
      for (const other of isPrefix ? this.#completions(term) : [])
        best = Math.max(best, this.#scoreTerm(other, (0.5 * term.length) / other.length, scores));
      whole += best > 0 || isForm ? best : idf(0, this.documents);
    }
    return whole;
  }

  /** @returns what a word gives once in a text of average length: 0 where no document has it */
  #scoreTerm(term: string, weight: number, scores: Float32Array): number {
    const count = this.#lists.count(term);
    if (count === 0) return 0;
    const usual = weight * idf(count, this.documents);
    const [fixed, perWord] = [K1 * (1 - B), (K1 * B) / this.#lists.averageLength];
    this.#lists.addScores(term, { factor: usual * (K1 + 1), fixed, perWord }, scores);
    return usual;
  }

  #completions(prefix: string): readonly string[] {
    const { terms } = this.#lists;
    const found: { term: string; count: number }[] = [];
    for (let i = firstFrom(terms, prefix); terms[i]?.startsWith(prefix); i += 1) {
      const term = terms[i] as string;
      const count = term === prefix ? 0 : this.#lists.count(term);
      if (count > 0) found.push({ term, count });
    }
    if (found.length > MOST_COMPLETIONS) found.sort((a, b) => b.count - a.count).splice(MOST_COMPLETIONS);
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

/** The index of the first of sorted texts that is not before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
