import { EmbedError } from '../errors.js';
import type { FieldText } from '../rpc/searchProtocol.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import { countFacets } from './facets.js';
import { itemsPassing, readFilter } from './fieldFilter.js';
import type { Facets, ItemFilter, SearchField, SearchIndexOptions } from './types.js';

/** An item in its place. */
export interface Slot<T> {
  readonly id: string;
  readonly item: T;
  readonly text: string;
  readonly fields: readonly FieldText[];
}

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

/** How an item is read. Without `getId` its text is its id; equal texts are told apart by their place. */
export interface ItemReader<T> extends Required<Pick<SearchIndexOptions<T>, 'getText' | 'fields'>> {
  readonly getId: SearchIndexOptions<T>['getId'];
}

/** The items of an index, by their numbers: an item keeps its number until it is removed, and numbers only grow. */
export class Slots<T> {
  readonly #reader: ItemReader<T>;
  readonly #fields: readonly [string, SearchField<T>][];
  readonly #slots = new Map<number, Slot<T>>();
  /** The number of the next item. */
  #next = 0;
  readonly #numbers = new Map<string, number>();
  #warns = isDevelopment();

  constructor(reader: ItemReader<T>) {
    this.#reader = reader;
    this.#fields = Object.entries(reader.fields);
  }

  get size(): number {
    return this.#numbers.size;
  }

  at(number: number): Slot<T> | undefined {
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
    return this.#put(this.#readAll(items, counts));
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
    const wanted = this.#readAll(items);
    const ids = new Set(wanted.map(({ id }) => id));
    const { removed } = this.remove([...this.#numbers.keys()].filter((id) => !ids.has(id)));
    const added = this.#put(wanted);
    return { ...added, removed, isChanged: added.isChanged || removed.length > 0 };
  }

  #put(slots: readonly Slot<T>[]): Changes {
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

  #readAll(items: Iterable<T>, counts = new Map<string, number>()): Slot<T>[] {
    return Array.from(items, (item, place) => {
      const slot = this.#read(item, place);
      const count = (counts.get(slot.id) ?? 0) + 1;
      counts.set(slot.id, count);
      if (count === 1) return slot;
      if (!this.#reader.getId) return { ...slot, id: `${slot.id}\0${count}` };
      this.#warnOfTwins(slot.id);
      return slot;
    });
  }

  #read(item: T, place: number): Slot<T> {
    const { getText, getId } = this.#reader;
    const text = assertText(getText(item), 'getText', place);
    return {
      item,
      id: getId ? assertText(getId(item), 'getId', place) : text,
      text,
      fields: this.#fields.length === 0 ? NO_FIELDS : this.#readFields(item, place), // there may be many items
    };
  }

  #warnOfTwins(id: string): void {
    if (!this.#warns) return;
    this.#warns = false;
    // biome-ignore lint/suspicious/noConsole: an item of the app is missing, and nothing else shows it
    console.warn(`react-embeddings: two items have the id "${id}". The index holds the last of them only.`);
  }

  #readFields(item: T, place: number): readonly FieldText[] {
    return this.#fields.map(([name, { getText, weight = 1 }]) => ({
      name,
      text: assertText(getText(item), `getText of the field ${name}`, place),
      weight,
    }));
  }
}

const NO_FIELDS: readonly FieldText[] = [];

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

function assertText(value: unknown, name: string, place: number): string {
  if (typeof value === 'string') return value;
  throw new EmbedError(
    'invalid-input',
    `${name} gave ${value === null ? 'null' : typeof value} for the item at place ${place}. It must give a string.`,
    { details: { place } },
  );
}
