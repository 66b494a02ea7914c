import { GONE } from './DocumentSlots.js';
import { type PostingLists, slotOf, termFrequencyOf } from './PostingLists.js';
import type { Variant } from './queryTerms.js';

/** The postings of a word, and what one occurrence adds to the term frequency. */
interface WeightedList {
  readonly list: readonly number[];
  readonly weight: number;
}

/** Adds up BM25 scores: loops over posting lists, which take most of the time of a search by words. */
export class PostingScores {
  readonly #lists: PostingLists;
  /** The term frequency in each slot of words that are scored as one, while they are counted. */
  #frequencies = new Float32Array(0);

  constructor(lists: PostingLists) {
    this.#lists = lists;
  }

  /**
   * Adds `weight * termFrequency / (termFrequency + norm)` to the score of each document that contains a word.
   * @param weight `idf * (k1 + 1)`, times what the word counts for in the query
   */
  addScores(word: string, weight: number, scores: Float32Array): void {
    const list = this.#lists.postings(word);
    const { norms, renamed } = this.#lists.slots;
    const { length } = list;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      const slot = slotOf(posting);
      const termFrequency = termFrequencyOf(posting);
      // Nothing where a document was removed: its norm is infinite.
      const document = renamed ? (renamed[slot] as number) : slot;
      (scores[document] as number) += (weight * termFrequency) / (termFrequency + (norms[slot] as number));
    }
  }

  /**
   * The same for several words as if they were one, whose term frequency is the sum of theirs, each by its weight.
   * @param weightOf gives the weight of that one word by its document frequency: how many documents contain any of them
   */
  addScoresOfAll(
    words: readonly Variant[],
    weightOf: (documentFrequency: number) => number,
    scores: Float32Array,
  ): void {
    const [longest, ...others] = this.#listsOf(words);
    if (!longest) return;
    const { norms, documents } = this.#lists.slots;
    const frequencies = this.#frequenciesOfSlots();
    const weight = weightOf(this.#addUp(others) + this.#countNew(longest.list));
    const add = (slot: number, termFrequency: number) => {
      frequencies[slot] = 0;
      if (documents[slot] === GONE) return;
      (scores[documents[slot] as number] as number) +=
        (weight * termFrequency) / (termFrequency + (norms[slot] as number));
    };
    for (const posting of longest.list)
      add(
        slotOf(posting),
        (frequencies[slotOf(posting)] as number) + longest.weight * termFrequencyOf(posting),
      );
    for (const { list } of others)
      for (const posting of list) {
        const termFrequency = frequencies[slotOf(posting)] as number;
        if (termFrequency > 0) add(slotOf(posting), termFrequency);
      }
  }

  /** Adds a number to the score of each document that contains any of some words. */
  addToAny(words: readonly string[], share: number, scores: Float32Array): void {
    const { documents } = this.#lists.slots;
    const frequencies = this.#frequenciesOfSlots();
    const lists = words.map((word) => this.#lists.postings(word));
    for (const list of lists)
      for (const posting of list) {
        const slot = slotOf(posting);
        if (frequencies[slot] !== 0 || documents[slot] === GONE) continue;
        frequencies[slot] = 1;
        (scores[documents[slot] as number] as number) += share;
      }
    for (const list of lists) for (const posting of list) frequencies[slotOf(posting)] = 0;
  }

  /** The lists of words, the longest first. */
  #listsOf(words: readonly Variant[]): WeightedList[] {
    return words
      .map(({ word, weight }) => ({ list: this.#lists.postings(word), weight }))
      .filter(({ list }) => list.length > 0)
      .sort((a, b) => b.list.length - a.list.length);
  }

  /** A number for each slot, all 0; the caller sets those back that it changes. */
  #frequenciesOfSlots(): Float32Array {
    if (this.#frequencies.length < this.#lists.slots.used)
      this.#frequencies = new Float32Array(2 * this.#lists.slots.used);
    return this.#frequencies;
  }

  /** Adds up the term frequencies of words in each slot. @returns how many documents contain any of them */
  #addUp(lists: readonly WeightedList[]): number {
    const { documents } = this.#lists.slots;
    const frequencies = this.#frequencies;
    let count = 0;
    for (const { list, weight } of lists)
      for (const posting of list) {
        const slot = slotOf(posting);
        if (frequencies[slot] === 0 && documents[slot] !== GONE) count += 1;
        (frequencies[slot] as number) += weight * termFrequencyOf(posting);
      }
    return count;
  }

  /** How many documents of a list contain no word that was added up. */
  #countNew(list: readonly number[]): number {
    const { documents } = this.#lists.slots;
    const frequencies = this.#frequencies;
    let count = 0;
    for (const posting of list)
      if (frequencies[slotOf(posting)] === 0 && documents[slotOf(posting)] !== GONE) count += 1;
    return count;
  }
}
