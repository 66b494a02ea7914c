import { GONE } from './documentTable.js';
import { Vocabulary } from './vocabulary.js';

/** How often a word stands in a document, at most: beyond, its weight hardly grows. */
export const MAX_COUNT = 255;
/** A posting holds a slot and how often a word stands in its document: 23 and 8 bits. */
const MAX_SLOTS = 2 ** 23;
/** So many slots of removed documents may stay in the lists, however few documents there are. */
const SLOTS_THRESHOLD = 1_024;

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

/** The numbers of a score: `factor * times / (times + fixed + perWord * length)`. */
export type Formula = Readonly<Record<'factor' | 'fixed' | 'perWord', number>>;

/**
 * Which documents have each word, and how often: `slot * 256 + how often`, a small integer, so that a list is as compact as a typed
 * array and yet grows. A document has a slot as long as it is here. Removing one marks its slot alone; `sweep` takes it out of the
 * lists later, in parts, and only then another document may have it.
 */
export class PostingLists {
  readonly #lists = new Map<string, number[]>();
  /** Of each slot, `GONE` where its document was removed. */
  #documentOf = new Int32Array(SLOTS_THRESHOLD);
  #lengthOf = new Uint32Array(SLOTS_THRESHOLD);
  /** Of each document. */
  #slotOf = new Map<number, number>();
  #slots = 0;
  #free: number[] = [];
  /** Slots that are in the lists still, of documents that were removed since the sweep began. */
  #removed: number[] = [];
  #sweep: { readonly slots: readonly number[]; readonly lists: Iterator<[string, number[]]> } | undefined;
  #totalLength = 0;
  #stopWords: ReadonlySet<string> = new Set();
  /** How often the words that are merged stand in each slot, while they are counted. */
  #merged = new Float32Array(0);
  /** All words, among them those whose documents were removed and not swept yet. */
  readonly vocabulary = new Vocabulary();
  #sorted: readonly string[] | undefined;

  get documents(): number {
    return this.#slotOf.size;
  }

  /** Words of a document, in the mean. */
  get averageLength(): number {
    return this.#totalLength / this.documents;
  }

  /** All words, sorted; among them may be some whose documents were removed. */
  get terms(): readonly string[] {
    this.#sorted ??= [...this.#lists.keys()].sort();
    return this.#sorted;
  }

  /** How many slots of removed documents are in the lists. */
  get #stale(): number {
    return this.#removed.length + (this.#sweep?.slots.length ?? 0);
  }

  /** Words that are no part of a document's length. */
  set stopWords(words: ReadonlySet<string>) {
    this.#countStopWords(1);
    this.#stopWords = words;
    this.#countStopWords(-1);
  }

  /** Adds how often stop words stand in each document to its length, or takes it off. */
  #countStopWords(sign: 1 | -1): void {
    for (const word of this.#stopWords)
      for (const posting of this.#lists.get(word) ?? []) {
        const slot = slotOf(posting);
        if (this.#documentOf[slot] === GONE) continue;
        const count = sign * (posting & MAX_COUNT);
        (this.#lengthOf[slot] as number) += count;
        this.#totalLength += count;
      }
  }

  /** Puts a document here, or in the place of the one with its number. */
  add(document: number, counts: ReadonlyMap<string, number>): void {
    this.remove([document]);
    let length = 0;
    const slot = this.#take(document);
    for (const [term, count] of counts) {
      length += this.#stopWords.has(term) ? count - Math.min(count, MAX_COUNT) : count;
      this.#listOf(term).push(slot * (MAX_COUNT + 1) + Math.min(count, MAX_COUNT));
    }
    this.#setLength(slot, length);
  }

  /** Those that are not here are no matter. */
  remove(documents: Iterable<number>): void {
    for (const document of documents) {
      const slot = this.#slotOf.get(document);
      if (slot === undefined) continue;
      this.#slotOf.delete(document);
      this.#documentOf[slot] = GONE;
      this.#totalLength -= this.#lengthOf[slot] as number;
      this.#removed.push(slot);
    }
    if (this.documents === 0) this.#clear();
    else if (this.#stale > Math.max(this.documents, SLOTS_THRESHOLD)) this.#sweepAll();
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    const slotOf = new Map<number, number>();
    for (const [document, slot] of this.#slotOf) {
      const number = numbers[document] as number;
      slotOf.set(number, slot);
      this.#documentOf[slot] = number;
    }
    this.#slotOf = slotOf;
  }

  /** How many documents have a word. */
  count(term: string): number {
    const list = this.#lists.get(term);
    if (!list || this.#stale === 0) return list?.length ?? 0;
    let count = 0;
    for (const posting of list) if ((this.#documentOf[slotOf(posting)] as number) !== GONE) count += 1;
    return count;
  }

  /** The documents that have a word. */
  documentsOf(term: string): number[] {
    const documents = (this.#lists.get(term) ?? []).map(
      (posting) => this.#documentOf[slotOf(posting)] as number,
    );
    return documents.filter((document) => document !== GONE);
  }

  /** Several words as one: how many documents have any of them, and what that adds to scores. */
  merge(words: readonly { readonly word: string; readonly weight: number }[]): {
    readonly count: number;
    readonly addScores: (formula: Formula, scores: Float32Array) => void;
  } {
    if (this.#merged.length < this.#slots) this.#merged = new Float32Array(2 * this.#slots);
    const times = this.#merged;
    const slots: number[] = [];
    for (const { word, weight } of words)
      for (const posting of this.#lists.get(word) ?? []) {
        const slot = slotOf(posting);
        if (this.#documentOf[slot] === GONE) continue;
        if (times[slot] === 0) slots.push(slot);
        (times[slot] as number) += weight * (posting & MAX_COUNT);
      }
    return {
      count: slots.length,
      addScores: ({ factor, fixed, perWord }, scores) => {
        for (const slot of slots) {
          const count = times[slot] as number;
          times[slot] = 0;
          (scores[this.#documentOf[slot] as number] as number) +=
            (factor * count) / (count + fixed + perWord * (this.#lengthOf[slot] as number));
        }
      },
    };
  }

  /**
   * Adds to the scores of all documents that have a word `factor * times / (times + fixed + perWord * length)`: how often it stands
   * in them, and how many words they have.
   */
  addScores(term: string, { factor, fixed, perWord }: Formula, scores: Float32Array): void {
    const list = this.#lists.get(term) ?? [];
    const [documentOf, lengthOf, count] = [this.#documentOf, this.#lengthOf, list.length];
    for (let i = 0; i < count; i += 1) {
      const posting = list[i] as number;
      const slot = posting >> 8;
      const document = documentOf[slot] as number;
      if (document === GONE) continue;
      const times = posting & MAX_COUNT;
      (scores[document] as number) +=
        (factor * times) / (times + fixed + perWord * (lengthOf[slot] as number));
    }
  }

  /** Takes removed documents out of the lists of so many postings, about. @returns whether there are more */
  sweep(postings: number): boolean {
    if (!this.#sweep && this.#removed.length === 0) return false;
    this.#sweep ??= { slots: this.#removed.splice(0), lists: this.#lists.entries() };
    const { slots, lists } = this.#sweep;
    for (let left = postings; left > 0; ) {
      const { value, done } = lists.next();
      if (done) {
        for (const slot of slots) this.#free.push(slot);
        this.#sweep = undefined;
        break;
      }
      left -= 1 + value[1].length;
      this.#sweepList(...value);
    }
    return this.#stale > 0;
  }

  /** All that is known of some documents, which are numbered anew in their order. */
  take(documents: readonly number[]): WordIndex {
    const newNumber = new Map(documents.map((document, i) => [this.#slotOf.get(document), i]));
    const starts = [0];
    const postings: number[] = [];
    const terms = this.terms.filter((term) => {
      const own: number[] = [];
      for (const posting of this.#lists.get(term) ?? []) {
        const number = newNumber.get(slotOf(posting));
        if (number !== undefined) own.push(number * (MAX_COUNT + 1) + (posting & MAX_COUNT));
      }
      for (const posting of own.sort((a, b) => a - b)) postings.push(posting);
      if (own.length > 0) starts.push(postings.length);
      return own.length > 0;
    });
    this.#countStopWords(1);
    const lengths = documents.map((document) => this.#lengthOf[this.#slotOf.get(document) ?? GONE] ?? 0);
    this.#countStopWords(-1);
    return {
      terms,
      starts: Uint32Array.from(starts),
      postings: Uint32Array.from(postings),
      lengths: Uint32Array.from(lengths),
    };
  }

  /** Adds what `take` gave; `documents` are the numbers here of those that were taken, in their order. */
  put({ terms, starts, postings, lengths }: WordIndex, documents: readonly number[]): void {
    this.#countStopWords(1);
    const slots = documents.map((document) => this.#take(document));
    for (const [i, slot] of slots.entries()) this.#setLength(slot, lengths[i] ?? 0);
    for (const [i, term] of terms.entries()) {
      const some = postings.subarray(starts[i], starts[i + 1]);
      if (some.length === 0) continue;
      const list = this.#listOf(term);
      for (const posting of some)
        list.push((slots[slotOf(posting)] as number) * (MAX_COUNT + 1) + (posting & MAX_COUNT));
    }
    this.#countStopWords(-1);
  }

  #listOf(term: string): number[] {
    const known = this.#lists.get(term);
    if (known) return known;
    const list: number[] = [];
    this.#lists.set(term, list);
    this.vocabulary.add(term);
    this.#sorted = undefined;
    return list;
  }

  #take(document: number): number {
    if (this.#free.length === 0 && this.#slots === MAX_SLOTS) this.#sweepAll();
    const slot = this.#free.pop() ?? this.#slots++;
    if (slot >= this.#documentOf.length) {
      this.#documentOf = doubled(this.#documentOf, Int32Array);
      this.#lengthOf = doubled(this.#lengthOf, Uint32Array);
    }
    this.#documentOf[slot] = document;
    this.#slotOf.set(document, slot);
    return slot;
  }

  #setLength(slot: number, length: number): void {
    this.#lengthOf[slot] = length;
    this.#totalLength += length;
  }

  #sweepList(term: string, list: number[]): void {
    const documentOf = this.#documentOf;
    const { length } = list;
    let end = 0;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      if (documentOf[posting >> 8] === GONE) continue;
      list[end] = posting;
      end += 1;
    }
    if (end === 0) {
      this.#lists.delete(term);
      this.vocabulary.remove(term);
      this.#sorted = undefined;
    } else if (end < length) list.length = end;
  }

  #sweepAll(): void {
    while (this.sweep(Number.POSITIVE_INFINITY));
  }

  #clear(): void {
    this.#lists.clear();
    this.vocabulary.clear();
    this.#sorted = undefined;
    [this.#slots, this.#free, this.#removed, this.#sweep] = [0, [], [], undefined];
  }
}

const slotOf = (posting: number) => posting >> 8;

function doubled<T extends Int32Array | Uint32Array>(numbers: T, kind: new (length: number) => T): T {
  const larger = new kind(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
