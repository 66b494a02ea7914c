/** A word of the index that is like one of a query. */
export interface NearWord {
  readonly word: string;
  /** How many edits make one of the other. */
  readonly distance: number;
}

/** Different words, sorted by UTF-16 units when they are read. */
export class SortedWords {
  #words: string[] = [];
  /** Since the last look. */
  #added: string[] = [];
  readonly #removed = new Set<string>();
  #shared: Uint8Array | undefined;

  /** A word that is not here. */
  add(word: string): void {
    if (!this.#removed.delete(word)) this.#added.push(word);
  }

  remove(word: string): void {
    this.#removed.add(word);
  }

  clear(): void {
    [this.#words, this.#added, this.#shared] = [[], [], undefined];
    this.#removed.clear();
  }

  get all(): readonly string[] {
    if (this.#added.length === 0 && this.#removed.size === 0) return this.#words;
    const words = this.#added.length > 0 ? merged(this.#words, this.#added.sort()) : this.#words;
    this.#words = this.#removed.size > 0 ? words.filter((word) => !this.#removed.has(word)) : words;
    this.#removed.clear();
    [this.#added, this.#shared] = [[], undefined];
    return this.#words;
  }

  /** All that begin with these letters, and go on or not. */
  *startingWith(prefix: string): Iterable<string> {
    const words = this.all;
    for (let i = firstFrom(words, prefix); words[i]?.startsWith(prefix); i += 1) yield words[i] as string;
  }

  /**
   * The words of which some beginning is within so many edits of another word. What words share with the one before them is
   * compared once, and of what is too far already nothing else is: a table of a word's distances whose rows are letters of a trie.
   */
  nearBeginnings(word: string, most: number): NearWord[] {
    const words = this.all;
    this.#shared ??= sharedLengths(words);
    const table = new BeginningsTable(word, most);
    const found: NearWord[] = [];
    for (let i = 0; i < words.length; i += 1) {
      const distance = table.distanceTo(words[i] as string, this.#shared[i] as number);
      if (distance <= most) found.push({ word: words[i] as string, distance });
    }
    return found;
  }
}

/** Distances of a word to the beginnings of sorted words (optimal string alignment). */
class BeginningsTable {
  readonly #word: string;
  readonly #most: number;
  readonly #width: number;
  /** Longer beginnings are too long. */
  readonly #deepest: number;
  /** A row for each letter of the other word, with the distance to each beginning of the word. */
  readonly #rows: Uint8Array;
  /** The least distance of the word to the other's beginnings up to each row. */
  readonly #best: Uint8Array;
  /** How many rows are there, and whether longer beginnings are no nearer. */
  #depth = 0;
  #isFinal = false;

  constructor(word: string, most: number) {
    [this.#word, this.#most] = [word, most];
    this.#width = word.length + 1;
    this.#deepest = word.length + most;
    this.#rows = new Uint8Array(this.#width * (this.#deepest + 1)).fill(FAR);
    for (let i = 0; i <= most; i += 1) this.#rows[i] = i;
    this.#best = new Uint8Array(this.#deepest + 1).fill(FAR);
  }

  /** @param shared how many letters it begins with that the word before it has, too */
  distanceTo(other: string, shared: number): number {
    if (shared < this.#depth || !this.#isFinal) this.#descend(other, Math.min(shared, this.#depth));
    return this.#best[this.#depth] as number;
  }

  #descend(other: string, from: number): void {
    const end = Math.min(other.length, this.#deepest);
    this.#isFinal = false;
    let depth = from;
    while (depth < end && !this.#isFinal) {
      depth += 1;
      const least = this.#fillRow(depth, other);
      const distance = this.#rows[depth * this.#width + this.#width - 1] as number;
      this.#best[depth] = Math.min(this.#best[depth - 1] as number, distance);
      this.#isFinal = least > this.#most || depth === this.#deepest;
    }
    this.#depth = depth;
  }

  /** @returns the least number of the row */
  #fillRow(depth: number, other: string): number {
    const [rows, word, width] = [this.#rows, this.#word, this.#width];
    const row = depth * width;
    const letter = other.charCodeAt(depth - 1);
    const before = depth > 1 ? other.charCodeAt(depth - 2) : -1;
    // Beginnings of other lengths are farther than `most`, whatever their letters.
    const first = Math.max(depth - this.#most, 1);
    const last = Math.min(depth + this.#most, width - 1);
    rows[row] = depth <= this.#most ? depth : FAR;
    let least = rows[row] as number;
    for (let i = first; i <= last; i += 1) {
      const own = word.charCodeAt(i - 1);
      const above = row - width + i;
      let distance = (rows[above - 1] as number) + (own === letter ? 0 : 1);
      distance = Math.min(distance, (rows[above] as number) + 1, (rows[row + i - 1] as number) + 1);
      if (own === before && i > 1 && word.charCodeAt(i - 2) === letter)
        distance = Math.min(distance, (rows[above - width - 2] as number) + 1);
      rows[row + i] = distance;
      if (distance < least) least = distance;
    }
    return least;
  }
}

/** More edits than are looked for, and few enough for a byte to hold one more. */
const FAR = 99;

function merged(some: readonly string[], others: readonly string[]): string[] {
  const all: string[] = [];
  let at = 0;
  for (const word of others) {
    while (at < some.length && (some[at] as string) < word) {
      all.push(some[at] as string);
      at += 1;
    }
    all.push(word);
  }
  for (; at < some.length; at += 1) all.push(some[at] as string);
  return all;
}

const MAX_SHARED = 255;

/** How many letters each word begins with that the one before it has, too. */
function sharedLengths(words: readonly string[]): Uint8Array {
  const shared = new Uint8Array(words.length);
  for (let i = 1; i < words.length; i += 1) {
    const [before, word] = [words[i - 1] as string, words[i] as string];
    const end = Math.min(before.length, word.length, MAX_SHARED);
    let length = 0;
    while (length < end && before.charCodeAt(length) === word.charCodeAt(length)) length += 1;
    shared[i] = length;
  }
  return shared;
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
