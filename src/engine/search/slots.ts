import { EmbedError } from '../errors.js';
import type { FieldFilter, ItemFilter } from './types.js';

/** An item in its place. */
export interface Slot<T> {
  readonly id: string;
  readonly item: T;
  readonly text: string;
}

/** What changed in the texts of an index: numbers of documents. */
export interface Changes {
  readonly put: number[];
  readonly removed: number[];
}

/** The items of an index, by their numbers: an item keeps its number until it is removed, and numbers only grow. */
export class Slots<T> {
  readonly #getText: (item: T) => string;
  readonly #getId: (item: T) => string;
  readonly #slots: (Slot<T> | undefined)[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(getText: (item: T) => string, getId: (item: T) => string) {
    this.#getText = getText;
    this.#getId = getId;
  }

  get size(): number {
    return this.#numbers.size;
  }

  at(number: number): Slot<T> | undefined {
    return this.#slots[number];
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  numbers(): Iterable<number> {
    return this.#numbers.values();
  }

  add(items: Iterable<T>): Changes {
    const put = new Set<number>();
    for (const item of items) {
      const text = assertText(this.#getText(item), 'getText');
      const id = assertText(this.#getId(item), 'getId');
      const number = this.#numbers.get(id) ?? this.#slots.length;
      if (this.#slots[number]?.text !== text) put.add(number);
      this.#slots[number] = { id, item, text };
      this.#numbers.set(id, number);
    }
    return { put: [...put], removed: [] };
  }

  remove(ids: Iterable<string>): Changes {
    const removed: number[] = [];
    for (const id of ids) {
      const number = this.#numbers.get(id);
      if (number === undefined) continue;
      this.#numbers.delete(id);
      this.#slots[number] = undefined;
      removed.push(number);
    }
    return { put: [], removed };
  }

  set(items: Iterable<T>): Changes {
    const wanted = [...items];
    const ids = new Set(wanted.map((item) => this.#getId(item)));
    const { removed } = this.remove([...this.#numbers.keys()].filter((id) => !ids.has(id)));
    return { put: this.add(wanted).put, removed };
  }

  /** For each number 1 if there is an item that passes the filter, else 0. */
  allowed(filter: ItemFilter<T>): Uint8Array {
    const passes = typeof filter === 'function' ? filter : fieldsAre(filter);
    return Uint8Array.from(this.#slots, (slot) => (slot && passes(slot.item) ? 1 : 0));
  }
}

function fieldsAre(filter: FieldFilter): (item: unknown) => boolean {
  const fields = Object.entries(filter);
  return (item) =>
    fields.every(([field, wanted]) => {
      const value: unknown = Object(item)[field];
      return Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
    });
}

function assertText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new EmbedError('invalid-input', `${name} gave ${typeof value} for an item. It must give a string.`);
}
