import { DocumentSlots, GONE, type LengthRule } from './documentSlots.js';
import type { Variant } from './queryTerms.js';
import { Vocabulary } from './vocabulary.js';

/** How often a word stands in a document, at most: beyond, its weight hardly grows. */
export const MAX_COUNT = 255;
/** So many slots of removed documents may stay in the lists, however few documents there are. */
const STALE_THRESHOLD = 1_024;

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

/** The postings of a word, and how much it counts. */
interface WeightedList {
  readonly list: readonly number[];
  readonly weight: number;
}

/**
 * Which documents have each word, and how often: `slot * 256 + how often`, a small integer, so that a list is as compact as a typed
 * array and yet grows. A document has a slot as long as it is here. Removing one marks its slot alone; `sweep` takes it out of the
 * lists later, in parts, and only then another document may have it.
 */
export class PostingLists {
  readonly #lists = new Map<string, number[]>();
  readonly #slots: DocumentSlots;
  /** Slots that are in the lists still, of documents that were removed since the sweep began. */
  #removed: number[] = [];
  #sweep: { readonly slots: readonly number[]; readonly lists: Iterator<[string, number[]]> } | undefined;
  #stopWords: ReadonlySet<string> = new Set();
  /** How often words that are scored as one stand in each slot, while they are counted. */
  #times = new Float32Array(0);
  /** All words, among them those whose documents were removed and not swept yet. */
  readonly vocabulary = new Vocabulary();

  constructor(rule: LengthRule) {
    this.#slots = new DocumentSlots(rule);
  }

  get documents(): number {
    return this.#slots.size;
  }

  /** Words of a document, in the mean. */
  get averageLength(): number {
    return this.#slots.averageLength;
  }

  /** All words, sorted; among them may be some whose documents were removed. */
  get terms(): readonly string[] {
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
    const { documents } = this.#slots;
    for (const word of this.#stopWords)
      for (const posting of this.#lists.get(word) ?? []) {
        const slot = slotOf(posting);
        if (documents[slot] !== GONE) this.#slots.lengthen(slot, sign * (posting & MAX_COUNT));
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
    this.#slots.lengthen(slot, length);
  }

  /** Those that are not here are no matter. */
  remove(documents: Iterable<number>): void {
    for (const document of documents) {
      const slot = this.#slots.remove(document);
      if (slot !== undefined) this.#removed.push(slot);
    }
    if (this.documents === 0) this.#clear();
    else if (this.#stale > Math.max(this.documents, STALE_THRESHOLD)) this.#sweepAll();
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    this.#slots.renumber(numbers);
  }

  /** How many documents have a word. */
  count(term: string): number {
    const list = this.#lists.get(term);
    if (!list || this.#stale === 0) return list?.length ?? 0;
    const { documents } = this.#slots;
    let count = 0;
    for (const posting of list) if ((documents[slotOf(posting)] as number) !== GONE) count += 1;
    return count;
  }

  /** The documents that have a word. */
  documentsOf(term: string): number[] {
    const { documents } = this.#slots;
    const all = (this.#lists.get(term) ?? []).map((posting) => documents[slotOf(posting)] as number);
    return all.filter((document) => document !== GONE);
  }

  /**
   * Adds to the scores of all documents that have a word `factor * times / (times + norm)`: how often it stands in them, and what
   * their length counts for.
   */
  addScores(term: string, factor: number, scores: Float32Array): void {
    const list = this.#lists.get(term) ?? [];
    const { norms, renamed } = this.#slots;
    const { length } = list;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      const slot = posting >> 8;
      const times = posting & MAX_COUNT;
      // Nothing where a document was removed: its norm is infinite.
      const document = renamed ? (renamed[slot] as number) : slot;
      (scores[document] as number) += (factor * times) / (times + (norms[slot] as number));
    }
  }

  /**
   * The same for several words as if they were one, which stands in a document as often as they do, each by its weight.
   * @param factorOf gives the factor by how many documents have any of them
   */
  addScoresOfAll(
    words: readonly Variant[],
    factorOf: (documents: number) => number,
    scores: Float32Array,
  ): void {
    const [most, ...others] = this.#listsOf(words);
    if (!most) return;
    const { norms, documents } = this.#slots;
    const times = this.#timesOfSlots();
    const factor = factorOf(this.#countTimes(others) + this.#countNew(most.list));
    const add = (slot: number, count: number) => {
      times[slot] = 0;
      if (documents[slot] === GONE) return;
      (scores[documents[slot] as number] as number) += (factor * count) / (count + (norms[slot] as number));
    };
    for (const posting of most.list)
      add(posting >> 8, (times[posting >> 8] as number) + most.weight * (posting & MAX_COUNT));
    for (const { list } of others)
      for (const posting of list) {
        const count = times[posting >> 8] as number;
        if (count > 0) add(posting >> 8, count);
      }
  }

  /** Adds a number to the score of each document that has any of some words. */
  addToAny(words: readonly string[], share: number, scores: Float32Array): void {
    const { documents } = this.#slots;
    const times = this.#timesOfSlots();
    const lists = words.map((word) => this.#lists.get(word) ?? []);
    for (const list of lists)
      for (const posting of list) {
        const slot = posting >> 8;
        if (times[slot] !== 0 || documents[slot] === GONE) continue;
        times[slot] = 1;
        (scores[documents[slot] as number] as number) += share;
      }
    for (const list of lists) for (const posting of list) times[posting >> 8] = 0;
  }

  /** The lists of words, the longest first. */
  #listsOf(words: readonly Variant[]): WeightedList[] {
    const lists = words.flatMap(({ word, weight }) => {
      const list = this.#lists.get(word);
      return list ? { list, weight } : [];
    });
    return lists.sort((a, b) => b.list.length - a.list.length);
  }

  /** A number for each slot, all 0; whoever changes some sets them back. */
  #timesOfSlots(): Float32Array {
    if (this.#times.length < this.#slots.used) this.#times = new Float32Array(2 * this.#slots.used);
    return this.#times;
  }

  /** Adds up how often words stand in each slot. @returns how many documents have any of them */
  #countTimes(lists: readonly WeightedList[]): number {
    const { documents } = this.#slots;
    const times = this.#times;
    let count = 0;
    for (const { list, weight } of lists)
      for (const posting of list) {
        const slot = posting >> 8;
        if (times[slot] === 0 && documents[slot] !== GONE) count += 1;
        (times[slot] as number) += weight * (posting & MAX_COUNT);
      }
    return count;
  }

  /** How many documents of a list have no word that was counted. */
  #countNew(list: readonly number[]): number {
    const { documents } = this.#slots;
    const times = this.#times;
    let count = 0;
    for (const posting of list) if (times[posting >> 8] === 0 && documents[posting >> 8] !== GONE) count += 1;
    return count;
  }

  /** Takes removed documents out of the lists of so many postings, about. @returns whether there are more */
  sweep(postings: number): boolean {
    if (!this.#sweep && this.#removed.length === 0) return false;
    this.#sweep ??= { slots: this.#removed.splice(0), lists: this.#lists.entries() };
    const { slots, lists } = this.#sweep;
    for (let left = postings; left > 0; ) {
      const { value, done } = lists.next();
      if (done) {
        this.#slots.release(slots);
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
    const newNumber = new Map(documents.map((document, i) => [this.#slots.slotOf(document), i]));
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
    const lengths = documents.map((document) => this.#slots.lengthOf(document));
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
    for (const [i, slot] of slots.entries()) this.#slots.lengthen(slot, lengths[i] ?? 0);
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
    return list;
  }

  #take(document: number): number {
    if (this.#slots.isFull) this.#sweepAll();
    return this.#slots.take(document);
  }

  #sweepList(term: string, list: number[]): void {
    const { documents } = this.#slots;
    const { length } = list;
    let end = 0;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      if (documents[posting >> 8] === GONE) continue;
      list[end] = posting;
      end += 1;
    }
    if (end === 0) {
      this.#lists.delete(term);
      this.vocabulary.remove(term);
    } else if (end < length) list.length = end;
  }

  #sweepAll(): void {
    while (this.sweep(Number.POSITIVE_INFINITY));
  }

  #clear(): void {
    this.#lists.clear();
    this.vocabulary.clear();
    this.#slots.clear();
    [this.#removed, this.#sweep] = [[], undefined];
  }
}

const slotOf = (posting: number) => posting >> 8;
