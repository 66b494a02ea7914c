import type { FieldText } from '../rpc/searchProtocol.js';
import { countFacets } from './facets.js';
import { itemsPassing, readFilter } from './fieldFilter.js';
import { ItemReader, type ItemReaderOptions, type ReadItem } from './itemReader.js';
import type { Facets, ItemFilter } from './types.js';

/** What changed in an index: numbers of documents. */
export interface Changes {
  /** The documents of the items that were given, in their order. */
  readonly given: readonly number[];
  /** Whose texts are others than before, or new. */
  readonly put: readonly number[];
  /** Those of them whose vectors are to be made: fields have none. */
  readonly embed: readonly number[];
  readonly removed: readonly number[];
  /** Whether anything changed that a search depends on: ids, texts, fields. */
  readonly isChanged: boolean;
  /** Whether another object took an item's place. */
  readonly isSwapped: boolean;
}

/** The items of an index, by their numbers: an item keeps its number until it is removed, and numbers only grow. */
export class Slots<T> {
  readonly #reader: ItemReader<T>;
  readonly #slots = new Map<number, ReadItem<T>>();
  /** The number of the next item. */
  #next = 0;
  readonly #numbers = new Map<string, number>();

  constructor(options: ItemReaderOptions<T>) {
    this.#reader = new ItemReader(options);
  }

  get size(): number {
    return this.#numbers.size;
  }

  at(number: number): ReadItem<T> | undefined {
    return this.#slots.get(number);
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  numbers(): Iterable<number> {
    return this.#numbers.values();
  }

  /** Changes nothing if an item cannot be read. @param counts of the texts that came before, in an earlier part of the list */
  add(items: Iterable<T>, counts?: Map<string, number>): Changes {
    return this.#put(this.#reader.readAll(items, counts));
  }

  remove(ids: Iterable<string>): Changes {
    const removed: number[] = [];
    for (const id of [...ids]) {
      const number = this.#numbers.get(id);
      if (number === undefined) continue;
      this.#numbers.delete(id);
      this.#slots.delete(number);
      removed.push(number);
    }
    return { given: [], put: [], embed: [], removed, isChanged: removed.length > 0, isSwapped: false };
  }

  /** Changes nothing if an item cannot be read. */
  set(items: Iterable<T>): Changes {
    const wanted = this.#reader.readAll(items);
    const ids = new Set(wanted.map(({ id }) => id));
    const { removed } = this.remove([...this.#numbers.keys()].filter((id) => !ids.has(id)));
    const added = this.#put(wanted);
    return { ...added, removed, isChanged: added.isChanged || removed.length > 0 };
  }

  #put(slots: readonly ReadItem<T>[]): Changes {
    const given: number[] = [];
    const put: number[] = []; // twice where an item is twice in one call, with other texts
    const embed: number[] = [];
    let isSwapped = false;
    for (const slot of slots) {
      const number = this.#numbers.get(slot.id) ?? this.#next++;
      const old = this.#slots.get(number);
      if (old?.text !== slot.text) embed.push(number);
      if (old?.text !== slot.text || !areSame(old.fields, slot.fields)) put.push(number);
      if (!Object.is(old?.item, slot.item)) isSwapped = true;
      this.#slots.set(number, slot);
      this.#numbers.set(slot.id, number);
      given.push(number);
    }
    return { given, put, embed, removed: [], isChanged: put.length > 0, isSwapped };
  }

  /** The numbers of the items that pass the filter. @throws {EmbedError} `invalid-input` */
  allowed(filter: ItemFilter<T>): Uint32Array {
    const passes = typeof filter === 'function' ? filter : itemsPassing(readFilter(filter));
    const numbers = new Uint32Array(this.size);
    let count = 0;
    for (const [number, { item }] of this.#slots) if (passes(item)) numbers[count++] = number;
    return numbers.slice(0, count);
  }

  /** How many of the items have which values; of those that are allowed, where that is given. */
  facets(fields: readonly string[], allowed: Iterable<number> = this.#slots.keys()): Facets {
    return countFacets(
      Array.from(allowed, (number) => this.#slots.get(number)?.item),
      fields,
    );
  }
}

function areSame(a: readonly FieldText[], b: readonly FieldText[]): boolean {
  return a === b || (a.length === b.length && a.every(({ text }, i) => text === b[i]?.text));
}

/** A filter as a function: whether an item passes. For a filter that is wrong that throws `invalid-input`, as a search does. */
export function toPredicate<T>(filter: ItemFilter<T>): (item: T) => boolean {
  if (typeof filter === 'function') return filter;
  let passes: ((item: T) => boolean) | undefined;
  return (item) => {
    passes ??= itemsPassing(readFilter(filter));
    return passes(item);
  };
}
