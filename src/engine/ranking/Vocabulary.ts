import { type EditDistance, editDistanceFrom, MAX_EDIT_LENGTH } from './editDistance.js';
import { type NearWord, SortedWords } from './SortedWords.js';

/** Gives the stem of a folded word. */
export type Stem = (word: string) => string;

/** Words of one length, and of each which letters it has, in 32 bits. */
interface Spelled {
  readonly words: string[];
  letters: Int32Array;
}

/** From this length on a word may have one edit, and from that on two. */
const MIN_LENGTH_FOR_ONE = 4;
const MIN_LENGTH_FOR_TWO = 8;
/** No other word is within two edits of one that has any. A word that is typed may become a longer one, but hardly longer than this. */
const LONGEST = 2 * MAX_EDIT_LENGTH;
const INITIAL_WORDS = 64;
const NO_WORDS: Spelled = { words: [], letters: new Int32Array(0) };
/** Removed words stay in the list until they are more than half of it, and more than these. */
const MIN_REMOVED = 64;
/** Words that are stemmed between two looks at whether to go on. */
const ALL = Number.POSITIVE_INFINITY;

/** The different words of an index, to find those with the same stem as a word, and those that are spelled almost as it is. */
export class Vocabulary {
  readonly #byLetters = new SortedWords();
  #words: string[] = [];
  readonly #removed = new Set<string>();
  /** By length; words that are too long for an edit have none. */
  #spelled: Spelled[] = [];
  /** How many words are in it, and how many have their stem: the first of the list. */
  #sorted = 0;
  #stemmed = 0;
  #stem: Stem | undefined;
  #byStem = new Map<string, string[]>();

  /** All words, sorted by UTF-16 units. */
  get sorted(): readonly string[] {
    return this.#byLetters.all;
  }

  /** All words that begin with these letters, and go on or not. */
  startingWith(prefix: string): Iterable<string> {
    return this.#byLetters.startingWith(prefix);
  }

  add(word: string): void {
    this.#byLetters.add(word);
    if (!this.#removed.delete(word)) this.#words.push(word);
  }

  remove(word: string): void {
    this.#byLetters.remove(word);
    this.#removed.add(word);
    if (this.#removed.size < MIN_REMOVED || this.#removed.size * 2 < this.#words.length) return;
    this.#words = this.#words.filter((other) => !this.#removed.has(other));
    this.#removed.clear();
    [this.#spelled, this.#sorted] = [[], 0];
    this.#forgetStems();
  }

  clear(): void {
    this.#byLetters.clear();
    this.#words = [];
    this.#removed.clear();
    [this.#spelled, this.#sorted] = [[], 0];
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
  near(word: string, isPrefix: boolean): NearWord[] {
    const most = editsOf(word);
    if (most === 0) return [];
    this.#sortByLength();
    const distanceTo = editDistanceFrom(word);
    // Few words come into question for one edit, which is what most misspelled words have.
    for (let edits = 1; edits <= most; edits += 1) {
      const found = isPrefix ? this.#beginningWithin(edits, word) : this.#within(edits, word, distanceTo);
      if (found.length > 0) return found;
    }
    return [];
  }

  #beginningWithin(edits: number, word: string): NearWord[] {
    return this.#byLetters.nearBeginnings(word, edits).filter((near) => near.word.length <= LONGEST);
  }

  #within(edits: number, word: string, distanceTo: EditDistance): NearWord[] {
    const own = lettersOf(word);
    const found: NearWord[] = [];
    for (let length = word.length - edits; length <= word.length + edits; length += 1) {
      const { words, letters } = this.#spelled[length] ?? NO_WORDS;
      for (let i = 0; i < words.length; i += 1) {
        if (hasMoreBits(own ^ (letters[i] as number), 2 * edits)) continue; // an edit takes a letter and gives another
        const other = words[i] as string;
        const distance = distanceTo(other, edits);
        if (distance <= edits && !this.#removed.has(other)) found.push({ word: other, distance });
      }
    }
    return found;
  }

  #sortByLength(): void {
    for (; this.#sorted < this.#words.length; this.#sorted += 1) {
      const word = this.#words[this.#sorted] as string;
      if (word.length > LONGEST) continue;
      this.#spelled[word.length] ??= { words: [], letters: new Int32Array(INITIAL_WORDS) };
      const spelled = this.#spelled[word.length] as Spelled;
      if (spelled.words.length === spelled.letters.length) {
        const larger = new Int32Array(2 * spelled.letters.length);
        larger.set(spelled.letters);
        spelled.letters = larger;
      }
      spelled.letters[spelled.words.length] = lettersOf(word);
      spelled.words.push(word);
    }
  }
}

/** How many edits a word may have; none where it has digits: with another one it is another thing. */
export function editsOf(word: string): number {
  if (word.length < MIN_LENGTH_FOR_ONE || word.length > MAX_EDIT_LENGTH || /\p{N}/u.test(word)) return 0;
  return word.length < MIN_LENGTH_FOR_TWO ? 1 : 2;
}

/** Which letters a word has, by the last 5 bits of each. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** Whether more bits are 1 than so many, which are few. */
function hasMoreBits(value: number, most: number): boolean {
  let left = value;
  for (let i = 0; i < most; i += 1) left &= left - 1;
  return left !== 0;
}
