/** A posting holds a slot and how often a word stands in its document: 23 and 8 bits. */
export const MAX_SLOTS = 2 ** 23;
const INITIAL_SLOTS = 1_024;
/** In the place of a row's number: there is no document. */
export const GONE = -1;

/** The parameters of BM25. The norm of a document is `k1 * (1 - b + b * length / averageLength)`. */
export interface Bm25Parameters {
  readonly k1: number;
  readonly b: number;
}

/** The documents of posting lists, and how many words each has. A document has a slot as long as it is here. */
export class DocumentSlots {
  readonly #parameters: Bm25Parameters;
  /** The document of each slot, `GONE` where it was removed. */
  #documentOf = new Int32Array(INITIAL_SLOTS);
  #lengthOf = new Uint32Array(INITIAL_SLOTS);
  #slotOf = new Map<number, number>();
  #used = 0;
  #free: number[] = [];
  #totalLength = 0;
  #norms: Float32Array | undefined;
  /** Whether each document has the slot of its own number, as in an index that was made in one go. */
  #isInOrder = true;

  constructor(parameters: Bm25Parameters) {
    this.#parameters = parameters;
  }

  /** How many documents there are. */
  get size(): number {
    return this.#slotOf.size;
  }

  /** How many slots were ever used. */
  get used(): number {
    return this.#used;
  }

  /** Words of a document, in the mean. */
  get averageLength(): number {
    return this.#totalLength / this.size;
  }

  /** Whether {@link take} would need a slot that is not free yet. */
  get isFull(): boolean {
    return this.#free.length === 0 && this.#used === MAX_SLOTS;
  }

  /** The document of each slot; `GONE` where it was removed. */
  get documents(): Int32Array {
    return this.#documentOf;
  }

  /** Undefined where all slots are their documents' numbers. */
  get renamed(): Int32Array | undefined {
    return this.#isInOrder ? undefined : this.#documentOf;
  }

  /** What the length of each slot's document counts for; infinity where it was removed. */
  get norms(): Float32Array {
    this.#norms ??= this.#measureLengths();
    return this.#norms;
  }

  #measureLengths(): Float32Array {
    const { k1, b } = this.#parameters;
    const { averageLength } = this;
    const fixed = k1 * (1 - b);
    const perWord = averageLength > 0 ? (k1 * b) / averageLength : 0; // there may be stop words alone
    const norms = new Float32Array(this.#used);
    for (let slot = 0; slot < this.#used; slot += 1)
      norms[slot] =
        this.#documentOf[slot] === GONE
          ? Number.POSITIVE_INFINITY
          : fixed + perWord * (this.#lengthOf[slot] as number);
    return norms;
  }

  slotOf(document: number): number | undefined {
    return this.#slotOf.get(document);
  }

  lengthOf(document: number): number {
    return this.#lengthOf[this.#slotOf.get(document) ?? GONE] ?? 0;
  }

  /** Gives a new document a slot. */
  take(document: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#documentOf.length) {
      this.#documentOf = doubled(this.#documentOf, Int32Array);
      this.#lengthOf = doubled(this.#lengthOf, Uint32Array);
    }
    this.#documentOf[slot] = document;
    this.#lengthOf[slot] = 0;
    this.#slotOf.set(document, slot);
    if (slot !== document) this.#isInOrder = false;
    this.#norms = undefined;
    return slot;
  }

  /** Adds words to the length of a slot's document, or takes them off. */
  lengthen(slot: number, words: number): void {
    (this.#lengthOf[slot] as number) += words;
    this.#totalLength += words;
    this.#norms = undefined;
  }

  /** Nobody else gets its slot before `release`. @returns the slot; undefined where the document is not here */
  remove(document: number): number | undefined {
    const slot = this.#slotOf.get(document);
    if (slot === undefined) return undefined;
    this.#slotOf.delete(document);
    this.#documentOf[slot] = GONE;
    this.#totalLength -= this.#lengthOf[slot] as number;
    this.#norms = undefined;
    return slot;
  }

  /** No list names these any more. */
  release(slots: readonly number[]): void {
    for (const slot of slots) this.#free.push(slot);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    const slotOf = new Map<number, number>();
    this.#isInOrder = true;
    for (const [document, slot] of this.#slotOf) {
      const number = numbers[document] as number;
      slotOf.set(number, slot);
      this.#documentOf[slot] = number;
      if (slot !== number) this.#isInOrder = false;
    }
    this.#slotOf = slotOf;
  }

  clear(): void {
    [this.#used, this.#free, this.#isInOrder] = [0, [], true];
    [this.#totalLength, this.#norms] = [0, undefined];
  }
}

function doubled<T extends Int32Array | Uint32Array>(numbers: T, kind: new (length: number) => T): T {
  const larger = new kind(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
