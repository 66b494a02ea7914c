import { type Bm25Parameters, DocumentSlots, GONE } from './DocumentSlots.js';
import { Vocabulary } from './Vocabulary.js';

/** The largest term frequency that is noted: beyond, a word's score hardly grows. */
export const MAX_COUNT = 255;
const NO_POSTINGS: readonly number[] = [];
/** A posting: a slot, and the term frequency, which is how often the word stands in the slot's document. */
export const posting = (slot: number, termFrequency: number) => slot * (MAX_COUNT + 1) + termFrequency;
export const slotOf = (posting: number) => posting >> 8;
export const termFrequencyOf = (posting: number) => posting & MAX_COUNT;
/** Up to this many slots of removed documents stay in the lists, however few documents there are. */
const STALE_THRESHOLD = 1_024;
/** Beyond that, each removal sweeps this many postings, in some milliseconds: all of many texts would take a tenth of a second and more. */
const POSTINGS_AT_ONCE = 200_000;

/**
 * The documents that contain each word, with its term frequency: `slot * 256 + termFrequency`, a small integer, so that a list is
 * as compact as a typed array and yet grows. A document has a slot as long as it is here. Removing one marks its slot alone; `sweep`
 * frees it later, in parts, and only then another document may have it.
 */
export class PostingLists {
  readonly #lists = new Map<string, number[]>();
  /** Slots that are in the lists still, of documents that were removed since the sweep began. */
  #removed: number[] = [];
  #sweep: { readonly slots: readonly number[]; readonly lists: Iterator<[string, number[]]> } | undefined;
  #stopWords: ReadonlySet<string> = new Set();
  /** The slots of the documents in the lists. */
  readonly slots: DocumentSlots;
  /** All words, among them those whose documents were removed and not swept yet. */
  readonly vocabulary = new Vocabulary();

  constructor(parameters: Bm25Parameters) {
    this.slots = new DocumentSlots(parameters);
  }

  get documents(): number {
    return this.slots.size;
  }

  /** Words of a document, in the mean. */
  get averageLength(): number {
    return this.slots.averageLength;
  }

  /** All words, sorted; among them may be some whose documents were removed. */
  get words(): readonly string[] {
    return this.vocabulary.sorted;
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
    const { documents } = this.slots;
    for (const word of this.#stopWords)
      for (const posting of this.postings(word)) {
        const slot = slotOf(posting);
        if (documents[slot] !== GONE) this.slots.lengthen(slot, sign * termFrequencyOf(posting));
      }
  }

  /** Puts a document here, or in the place of the one with its number. */
  add(document: number, counts: ReadonlyMap<string, number>): void {
    this.remove([document]);
    let length = 0;
    const slot = this.take(document);
    for (const [word, count] of counts) {
      length += this.#stopWords.has(word) ? count - Math.min(count, MAX_COUNT) : count;
      this.listOf(word).push(posting(slot, Math.min(count, MAX_COUNT)));
    }
    this.slots.lengthen(slot, length);
  }

  /** Unknown documents are ignored. */
  remove(documents: Iterable<number>): void {
    for (const document of documents) {
      const slot = this.slots.remove(document);
      if (slot !== undefined) this.#removed.push(slot);
    }
    if (this.documents === 0) this.#clear();
    else if (this.#stale > Math.max(this.documents, STALE_THRESHOLD)) this.sweep(POSTINGS_AT_ONCE);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.slots.renumber(numbers);
  }

  /** How many documents contain a word: n in BM25's idf. */
  documentFrequency(word: string): number {
    const list = this.#lists.get(word);
    if (!list || this.#stale === 0) return list?.length ?? 0;
    const { documents } = this.slots;
    let count = 0;
    for (const posting of list) if ((documents[slotOf(posting)] as number) !== GONE) count += 1;
    return count;
  }

  /** The documents that have a word. */
  documentsOf(word: string): number[] {
    const { documents } = this.slots;
    const all = this.postings(word).map((posting) => documents[slotOf(posting)] as number);
    return all.filter((document) => document !== GONE);
  }

  /** Frees postings of removed documents, reading about `postings` per call. @returns whether more are left */
  sweep(postings: number): boolean {
    if (!this.#sweep && this.#removed.length === 0) return false;
    this.#sweep ??= { slots: this.#removed.splice(0), lists: this.#lists.entries() };
    const { slots, lists } = this.#sweep;
    for (let left = postings; left > 0; ) {
      const { value, done } = lists.next();
      if (done) {
        this.slots.release(slots);
        this.#sweep = undefined;
        break;
      }
      left -= 1 + value[1].length;
      this.#sweepList(...value);
    }
    return this.#stale > 0;
  }

  /** The postings of a word. They may name slots of removed documents. */
  postings(word: string): readonly number[] {
    return this.#lists.get(word) ?? NO_POSTINGS;
  }

  /** Takes a slot for a new document. */
  take(document: number): number {
    if (this.slots.isFull) this.#sweepAll();
    return this.slots.take(document);
  }

  /** Calls `use` while the lengths of documents count all words, as those of another language do. */
  withStopWords<R>(use: () => R): R {
    this.#countStopWords(1);
    const result = use();
    this.#countStopWords(-1);
    return result;
  }

  /** The postings of a word, to add more. */
  listOf(word: string): number[] {
    const known = this.#lists.get(word);
    if (known) return known;
    const list: number[] = [];
    this.#lists.set(word, list);
    this.vocabulary.add(word);
    return list;
  }

  #sweepList(word: string, list: number[]): void {
    const { documents } = this.slots;
    const { length } = list;
    let end = 0;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      if (documents[posting >> 8] === GONE) continue;
      list[end] = posting;
      end += 1;
    }
    if (end === 0) {
      this.#lists.delete(word);
      this.vocabulary.remove(word);
    } else if (end < length) list.length = end;
  }

  #sweepAll(): void {
    while (this.sweep(Number.POSITIVE_INFINITY));
  }

  #clear(): void {
    this.#lists.clear();
    this.vocabulary.clear();
    this.slots.clear();
    [this.#removed, this.#sweep] = [[], undefined];
  }
}
