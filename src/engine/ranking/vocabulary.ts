import { editDistance } from './editDistance.js';

/** A word of the index that is like one of a query. */
export interface NearWord {
  readonly word: string;
  /** How many edits make one of the other. */
  readonly distance: number;
}

/** Gives the stem of a folded word. */
export type Stem = (word: string) => string;

/** Each word is 32 bits: which letters it has, and above these how long it is, at most `MAX_LENGTH`. */
const LETTERS = 26;
const LETTER_BITS = (1 << LETTERS) - 1;
const MAX_LENGTH = 63;
/** From this length on a word may have one edit, and from that on two. */
const MIN_LENGTH_FOR_ONE = 4;
const MIN_LENGTH_FOR_TWO = 8;
/** Removed words stay in the list until they are more than half of it, and more than these. */
const MIN_REMOVED = 64;
/** Words that are stemmed between two looks at whether to go on. */
const ALL = Number.POSITIVE_INFINITY;

/** The different words of an index, to find those with the same stem as a word, and those that are spelled almost as it is. */
export class Vocabulary {
  #words: string[] = [];
  readonly #removed = new Set<string>();
  #signatures = new Int32Array(1_024);
  /** How many words have their signature, and how many their stem: the first of the list. */
  #signed = 0;
  #stemmed = 0;
  #stem: Stem | undefined;
  #byStem = new Map<string, string[]>();

  add(word: string): void {
    if (!this.#removed.delete(word)) this.#words.push(word);
  }

  remove(word: string): void {
    this.#removed.add(word);
    if (this.#removed.size < MIN_REMOVED || this.#removed.size * 2 < this.#words.length) return;
    this.#words = this.#words.filter((other) => !this.#removed.has(other));
    this.#removed.clear();
    this.#signed = 0;
    this.#forgetStems();
  }

  clear(): void {
    this.#words = [];
    this.#removed.clear();
    this.#signed = 0;
    this.#forgetStems();
  }

  /** From now on words have these stems; none without one. */
  stemBy(stem: Stem | undefined): void {
    this.#stem = stem;
    this.#forgetStems();
  }

  #forgetStems(): void {
    this.#stemmed = 0;
    this.#byStem.clear();
  }

  /** Stems some words that have no stem yet. @returns whether there are more */
  prepare(count = ALL): boolean {
    if (!this.#stem) return false;
    const end = Math.min(this.#stemmed + count, this.#words.length);
    for (; this.#stemmed < end; this.#stemmed += 1) {
      const word = this.#words[this.#stemmed] as string;
      const stem = this.#stem(word);
      const known = this.#byStem.get(stem);
      if (known) known.push(word);
      else this.#byStem.set(stem, [word]);
    }
    return end < this.#words.length;
  }

  /** The words with the same stem, the word itself among them if it is here. */
  formsOf(word: string): readonly string[] {
    if (!this.#stem) return [];
    this.prepare();
    return (this.#byStem.get(this.#stem(word)) ?? []).filter((other) => !this.#removed.has(other));
  }

  /**
   * The words with the fewest edits from one, which are one at most, two from a length of eight on.
   * @param isPrefix whether the word may go on
   */
  near(word: string, isPrefix: boolean, most = editsOf(word)): NearWord[] {
    if (most === 0) return [];
    this.#sign();
    const own = signatureOf(word);
    const [shortest, longest] = [word.length - most, isPrefix ? MAX_LENGTH : word.length + most];
    let found: NearWord[] = [];
    let limit = most;
    for (let i = 0; i < this.#signed; i += 1) {
      const signature = this.#signatures[i] as number;
      const length = signature >>> LETTERS;
      if (length < shortest || length > longest) continue;
      const letters = isPrefix ? own & ~signature : own ^ signature;
      if (bitsOf(letters & LETTER_BITS) > (isPrefix ? limit : 2 * limit)) continue;
      const other = this.#words[i] as string;
      const distance = editDistance(word, other, limit, isPrefix);
      if (distance > limit || this.#removed.has(other)) continue;
      if (distance < limit) found = [];
      limit = distance;
      found.push({ word: other, distance });
    }
    return found;
  }

  #sign(): void {
    const { length } = this.#words;
    if (length > this.#signatures.length) {
      const larger = new Int32Array(length * 2);
      larger.set(this.#signatures);
      this.#signatures = larger;
    }
    for (; this.#signed < length; this.#signed += 1)
      this.#signatures[this.#signed] = signatureOf(this.#words[this.#signed] as string);
  }
}

/** How many edits a word may have; none where it has digits: with another one it is another thing. */
export function editsOf(word: string): number {
  if (word.length < MIN_LENGTH_FOR_ONE || word.length >= MAX_LENGTH || /\p{N}/u.test(word)) return 0;
  return word.length < MIN_LENGTH_FOR_TWO ? 1 : 2;
}

function signatureOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) % LETTERS);
  return letters | (Math.min(word.length, MAX_LENGTH) << LETTERS);
}

/** How many bits are 1. */
function bitsOf(value: number): number {
  const pairs = value - ((value >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
