import { termsOf } from './terms.js';

// BM25 (Robertson and Zaragoza, 2009), with the idf of Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.

const K1 = 1.2;
const B = 0.75;
/** How often a word stands in a document, at most: beyond, its weight hardly grows. */
const MOST = 255;
/** A prefix is looked for in so many words at most, the most frequent ones. */
const MOST_COMPLETIONS = 50;

/** A term of a query: as it is, or all that begin with it. */
export interface QueryTerm {
  readonly term: string;
  readonly isPrefix: boolean;
}

/** The terms of a query, once each. The last word is a prefix, if that is `wanted` and nothing stands behind it. */
export function queryTerms(query: string, wanted: boolean): QueryTerm[] {
  const terms = termsOf(query);
  const last = terms.at(-1);
  const open = wanted && last?.end === query.length ? last.term : undefined;
  return [...new Set(terms.map(({ term }) => term))].map((term) => ({ term, isPrefix: term === open }));
}

/** Which of a document's words a query's terms match: where they begin and end. */
export function matchedPlaces(text: string, terms: readonly QueryTerm[]): readonly [number, number][] {
  const matches = ({ term, isPrefix }: QueryTerm, word: string) =>
    isPrefix ? word.startsWith(term) : word === term;
  return termsOf(text).flatMap(({ term: word, start, end }) =>
    terms.some((term) => matches(term, word)) ? [[start, end]] : [],
  );
}

/**
 * Scores documents by the words they share with a query. Documents have numbers; a posting is `document * 256 + how often`,
 * a small integer, so that the lists of postings are as compact as typed arrays and yet grow.
 */
export class Bm25 {
  readonly #postings = new Map<string, number[]>();
  readonly #lengths: number[] = [];
  #documents = 0;
  #totalLength = 0;
  #sorted: readonly string[] | undefined;

  get documents(): number {
    return this.#documents;
  }

  add(document: number, text: string): void {
    const counts = countsOf(text);
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

  /** `text` must be what was added. */
  remove(document: number, text: string): void {
    for (const term of countsOf(text).keys()) {
      const postings = this.#postings.get(term) ?? [];
      const at = postings.findIndex((posting) => documentOf(posting) === document);
      if (at >= 0) postings.splice(at, 1);
      if (postings.length > 0) continue;
      this.#postings.delete(term);
      this.#sorted = undefined;
    }
    this.#totalLength -= this.#lengths[document] ?? 0;
    this.#lengths[document] = 0;
    this.#documents -= 1;
  }

  /** Adds each document's score to its place in `scores`. */
  score(terms: readonly QueryTerm[], scores: Float32Array): void {
    for (const { term, isPrefix } of terms) {
      this.#scoreTerm(term, 1, scores);
      // Half of what the word itself would give, and less for longer words: what is typed may still become another.
      for (const other of isPrefix ? this.#completions(term) : [])
        this.#scoreTerm(other, (0.5 * term.length) / other.length, scores);
    }
  }

  #scoreTerm(term: string, weight: number, scores: Float32Array): void {
    const postings = this.#postings.get(term);
    if (!postings) return;
    const count = postings.length;
    const idf = Math.log(1 + (this.#documents - count + 0.5) / (count + 0.5));
    const average = this.#totalLength / this.#documents;
    const [fixed, perWord] = [K1 * (1 - B), (K1 * B) / average];
    const factor = weight * idf * (K1 + 1);
    const lengths = this.#lengths;
    for (let i = 0; i < count; i += 1) {
      const posting = postings[i] as number;
      const document = posting >> 8;
      const times = posting & MOST;
      (scores[document] as number) +=
        (factor * times) / (times + fixed + perWord * (lengths[document] as number));
    }
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

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
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
