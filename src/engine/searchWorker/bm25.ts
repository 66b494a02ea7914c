import type { FieldText, NewDocument } from '../search/protocol.js';
import { GONE } from './documentTable.js';
import { formsOf } from './korean.js';
import { eachTerm, seenLength, termsOf } from './terms.js';

// BM25 (Robertson and Zaragoza, 2009), with the idf of Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.

export const K1 = 1.2;
export const B = 0.75;
/** How often a word stands in a document, at most: beyond, its weight hardly grows. */
export const MOST = 255;
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

/** The words of some documents, without their texts. */
export interface WordIndex {
  /** All words, sorted by UTF-16 units. */
  readonly terms: readonly string[];
  /** Where the postings of each word begin; one more than there are words. */
  readonly starts: Uint32Array;
  /** `document * 256 + how often`. */
  readonly postings: Uint32Array;
  /** How many words each document has. */
  readonly lengths: Uint32Array;
}

/** A document whose words are searched. */
export type ReadDocument = Pick<NewDocument, 'document' | 'text' | 'fields'>;

/**
 * Where more than a hundredth of the documents are removed together, it is quicker to go through all lists than to look for each
 * document in those of its words.
 */
const MANY_SHARE = 100;

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

/**
 * Scores documents by the words they share with a query. Documents have numbers; a posting is `document * 256 + how often`,
 * a small integer, so that the lists of postings are as compact as typed arrays and yet grow.
 */
export class Bm25 {
  readonly #postings = new Map<string, number[]>();
  #lengths: (number | undefined)[] = [];
  #documents = 0;
  #totalLength = 0;
  #sorted: readonly string[] | undefined;

  has(document: number): boolean {
    return this.#lengths[document] !== undefined;
  }

  get documents(): number {
    return this.#documents;
  }

  add(document: number, text: string, fields: readonly FieldText[] = []): void {
    const counts = countsOf(text, fields);
    let length = 0;
    for (const [term, count] of counts) {
      length += count;
      const posting = document * (MOST + 1) + Math.min(count, MOST);
      const known = this.#postings.get(term);
      if (known) known.push(posting);
      else {
        this.#postings.set(term, [posting]);
        this.#sorted = undefined;
      }
    }
    this.#lengths[document] = length;
    this.#totalLength += length;
    this.#documents += 1;
  }

  /** Removes documents with the texts with which they were added; those that are not here are no matter. */
  remove(documents: readonly ReadDocument[]): void {
    const known = documents.filter(({ document }) => this.has(document));
    const areMany = known.length * MANY_SHARE > this.#documents;
    for (const { document } of known) {
      this.#totalLength -= this.#lengths[document] ?? 0;
      this.#lengths[document] = undefined;
      this.#documents -= 1;
    }
    if (areMany)
      this.#rewrite(Int32Array.from(this.#lengths, (length, i) => (length === undefined ? GONE : i)));
    else for (const document of known) this.#removePostings(document);
  }

  /** In the lists of its own words only. */
  #removePostings({ document, text, fields }: ReadDocument): void {
    for (const term of countsOf(text, fields).keys()) {
      const postings = this.#postings.get(term) ?? [];
      const at = postings.findIndex((posting) => documentOf(posting) === document);
      if (at >= 0) postings.splice(at, 1);
      if (postings.length === 0) this.#forget(term);
    }
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.#rewrite(numbers);
    const lengths: (number | undefined)[] = [];
    for (const [document, length] of this.#lengths.entries())
      if (length !== undefined) lengths[numbers[document] as number] = length;
    this.#lengths = lengths;
  }

  /** Goes through all lists once. */
  #rewrite(numbers: Int32Array): void {
    for (const [term, postings] of this.#postings) {
      const { length } = postings;
      let end = 0;
      for (let i = 0; i < length; i += 1) {
        const posting = postings[i] as number;
        const number = numbers[documentOf(posting)] as number;
        if (number === GONE) continue;
        postings[end] = number * (MOST + 1) + (posting & MOST);
        end += 1;
      }
      if (end === 0) this.#forget(term);
      else if (end < length) postings.length = end;
    }
  }

  #forget(term: string): void {
    this.#postings.delete(term);
    this.#sorted = undefined;
  }

  /** All that is known of some documents, which are numbered anew in their order. */
  take(documents: readonly number[]): WordIndex {
    const newNumber = new Map(documents.map((document, i) => [document, i]));
    const terms = [...this.#postings.keys()].sort();
    const starts = new Uint32Array(terms.length + 1);
    const postings: number[] = [];
    for (const [i, term] of terms.entries()) {
      for (const posting of this.#postings.get(term) ?? []) {
        const number = newNumber.get(documentOf(posting));
        if (number !== undefined) postings.push(number * (MOST + 1) + (posting & MOST));
      }
      starts[i + 1] = postings.length;
    }
    const lengths = Uint32Array.from(documents, (document) => this.#lengths[document] ?? 0);
    return { terms, starts, postings: Uint32Array.from(postings), lengths };
  }

  /** Adds what `take` gave; `documents` are the numbers here of those that were taken, in their order. */
  put({ terms, starts, postings, lengths }: WordIndex, documents: readonly number[]): void {
    for (const [i, term] of terms.entries()) {
      const known = this.#postings.get(term) ?? [];
      for (const posting of postings.subarray(starts[i], starts[i + 1]))
        known.push((documents[documentOf(posting)] as number) * (MOST + 1) + (posting & MOST));
      if (known.length > 0) this.#postings.set(term, known);
    }
    for (const [i, document] of documents.entries()) {
      this.#lengths[document] = lengths[i] ?? 0;
      this.#totalLength += lengths[i] ?? 0;
    }
    this.#documents += documents.length;
    this.#sorted = undefined;
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
      whole += best > 0 || isForm ? best : idf(0, this.#documents);
    }
    return whole;
  }

  /** @returns what a word gives once in a text of average length: 0 where no document has it */
  #scoreTerm(term: string, weight: number, scores: Float32Array): number {
    const postings = this.#postings.get(term);
    if (!postings) return 0;
    const count = postings.length;
    const usual = weight * idf(count, this.#documents);
    const average = this.#totalLength / this.#documents;
    const [fixed, perWord] = [K1 * (1 - B), (K1 * B) / average];
    const factor = usual * (K1 + 1);
    const lengths = this.#lengths;
    for (let i = 0; i < count; i += 1) {
      const posting = postings[i] as number;
      const document = posting >> 8;
      const times = posting & MOST;
      (scores[document] as number) +=
        (factor * times) / (times + fixed + perWord * (lengths[document] as number));
    }
    return usual;
  }

  #completions(prefix: string): readonly string[] {
    this.#sorted ??= [...this.#postings.keys()].sort();
    const found: string[] = [];
    for (let i = firstFrom(this.#sorted, prefix); this.#sorted[i]?.startsWith(prefix); i += 1)
      if (this.#sorted[i] !== prefix) found.push(this.#sorted[i] as string);
    if (found.length <= MOST_COMPLETIONS) return found;
    const frequency = (term: string) => this.#postings.get(term)?.length ?? 0;
    return found.sort((a, b) => frequency(b) - frequency(a)).slice(0, MOST_COMPLETIONS);
  }
}

const documentOf = (posting: number) => posting >> 8;

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
