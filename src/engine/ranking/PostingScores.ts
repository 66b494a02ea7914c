import { GONE } from './DocumentSlots.js';
import { countOf, type PostingLists, slotOf } from './PostingLists.js';
import type { Variant } from './queryTerms.js';

/** The postings of a word, and how much it counts. */
interface WeightedList {
  readonly list: readonly number[];
  readonly weight: number;
}

/** Scores documents by the words that they have: loops over posting lists, which take most of the time of a search by words. */
export class PostingScores {
  readonly #lists: PostingLists;
  /** How often words that are scored as one stand in each slot, while they are counted. */
  #times = new Float32Array(0);

  constructor(lists: PostingLists) {
    this.#lists = lists;
  }

  /**
   * Adds to the scores of all documents that have a word `factor * times / (times + norm)`: how often it stands in them, and what
   * their length counts for.
   */
  addScores(term: string, factor: number, scores: Float32Array): void {
    const list = this.#lists.postings(term);
    const { norms, renamed } = this.#lists.slots;
    const { length } = list;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] as number;
      const slot = slotOf(posting);
      const times = countOf(posting);
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
    const { norms, documents } = this.#lists.slots;
    const times = this.#timesOfSlots();
    const factor = factorOf(this.#countTimes(others) + this.#countNew(most.list));
    const add = (slot: number, count: number) => {
      times[slot] = 0;
      if (documents[slot] === GONE) return;
      (scores[documents[slot] as number] as number) += (factor * count) / (count + (norms[slot] as number));
    };
    for (const posting of most.list)
      add(slotOf(posting), (times[slotOf(posting)] as number) + most.weight * countOf(posting));
    for (const { list } of others)
      for (const posting of list) {
        const count = times[slotOf(posting)] as number;
        if (count > 0) add(slotOf(posting), count);
      }
  }

  /** Adds a number to the score of each document that has any of some words. */
  addToAny(words: readonly string[], share: number, scores: Float32Array): void {
    const { documents } = this.#lists.slots;
    const times = this.#timesOfSlots();
    const lists = words.map((word) => this.#lists.postings(word));
    for (const list of lists)
      for (const posting of list) {
        const slot = slotOf(posting);
        if (times[slot] !== 0 || documents[slot] === GONE) continue;
        times[slot] = 1;
        (scores[documents[slot] as number] as number) += share;
      }
    for (const list of lists) for (const posting of list) times[slotOf(posting)] = 0;
  }

  /** The lists of words, the longest first. */
  #listsOf(words: readonly Variant[]): WeightedList[] {
    return words
      .map(({ word, weight }) => ({ list: this.#lists.postings(word), weight }))
      .filter(({ list }) => list.length > 0)
      .sort((a, b) => b.list.length - a.list.length);
  }

  /** A number for each slot, all 0; the caller sets those back that it changes. */
  #timesOfSlots(): Float32Array {
    if (this.#times.length < this.#lists.slots.used)
      this.#times = new Float32Array(2 * this.#lists.slots.used);
    return this.#times;
  }

  /** Adds up how often words stand in each slot. @returns how many documents have any of them */
  #countTimes(lists: readonly WeightedList[]): number {
    const { documents } = this.#lists.slots;
    const times = this.#times;
    let count = 0;
    for (const { list, weight } of lists)
      for (const posting of list) {
        const slot = slotOf(posting);
        if (times[slot] === 0 && documents[slot] !== GONE) count += 1;
        (times[slot] as number) += weight * countOf(posting);
      }
    return count;
  }

  /** How many documents of a list have no word that was counted. */
  #countNew(list: readonly number[]): number {
    const { documents } = this.#lists.slots;
    const times = this.#times;
    let count = 0;
    for (const posting of list)
      if (times[slotOf(posting)] === 0 && documents[slotOf(posting)] !== GONE) count += 1;
    return count;
  }
}
