import { EmbedError } from '../errors.js';
import type { FieldText } from './protocol.js';
import type { FieldFilter, ItemFilter, SearchField, SearchIndexOptions } from './types.js';

/** An item in its place. */
export interface Slot<T> {
  readonly id: string;
  readonly item: T;
  readonly text: string;
  readonly fields: readonly FieldText[];
}

/** What changed in an index: numbers of documents. */
export interface Changes {
  /** Whose texts are others than before, or new. */
  readonly put: readonly number[];
  /** Those of them whose vectors are to be made: fields have none. */
  readonly embed: readonly number[];
  readonly removed: readonly number[];
  /** Whether anything changed: an item may be another one with the same texts. */
  readonly isChanged: boolean;
}

/** How an item is read. */
export type ItemReader<T> = Required<Pick<SearchIndexOptions<T>, 'getText' | 'getId' | 'fields'>>;

/** The items of an index, by their numbers: an item keeps its number until it is removed, and numbers only grow. */
export class Slots<T> {
  readonly #reader: ItemReader<T>;
  readonly #fields: readonly [string, SearchField<T>][];
  readonly #slots: (Slot<T> | undefined)[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(reader: ItemReader<T>) {
    this.#reader = reader;
    this.#fields = Object.entries(reader.fields);
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

  /** The number of an item that is here. */
  numberFor(item: T): number {
    return this.#numbers.get(this.#reader.getId(item)) as number;
  }

  numbers(): Iterable<number> {
    return this.#numbers.values();
  }

  add(items: Iterable<T>): Changes {
    const put: number[] = []; // twice where an item is twice in one call, with other texts
    const embed: number[] = [];
    let isChanged = false;
    for (const item of items) {
      const slot = this.#read(item);
      const number = this.#numbers.get(slot.id) ?? this.#slots.length;
      const old = this.#slots[number];
      if (old?.text !== slot.text) embed.push(number);
      if (old?.text !== slot.text || !areSame(old.fields, slot.fields)) put.push(number);
      if (!old || !Object.is(old.item, item)) isChanged = true;
      this.#slots[number] = slot;
      this.#numbers.set(slot.id, number);
    }
    return { put, embed, removed: [], isChanged: isChanged || put.length > 0 };
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
    return { put: [], embed: [], removed, isChanged: removed.length > 0 };
  }

  set(items: Iterable<T>): Changes {
    const wanted = [...items];
    const ids = new Set(wanted.map((item) => this.#reader.getId(item)));
    const { removed } = this.remove([...this.#numbers.keys()].filter((id) => !ids.has(id)));
    const added = this.add(wanted);
    return { ...added, removed, isChanged: added.isChanged || removed.length > 0 };
  }

  /** For each number 1 if there is an item that passes the filter, else 0. */
  allowed(filter: ItemFilter<T>): Uint8Array {
    const passes = typeof filter === 'function' ? filter : fieldsAre(filter);
    return Uint8Array.from(this.#slots, (slot) => (slot && passes(slot.item) ? 1 : 0));
  }

  #read(item: T): Slot<T> {
    const { getText, getId } = this.#reader;
    return {
      item,
      id: assertText(getId(item), 'getId'),
      text: assertText(getText(item), 'getText'),
      fields: this.#fields.length === 0 ? NO_FIELDS : this.#readFields(item), // there may be many items
    };
  }

  #readFields(item: T): readonly FieldText[] {
    return this.#fields.map(([name, { getText, weight = 1 }]) => ({
      name,
      text: assertText(getText(item), `getText of the field ${name}`),
      weight,
    }));
  }
}

const NO_FIELDS: readonly FieldText[] = [];

function areSame(a: readonly FieldText[], b: readonly FieldText[]): boolean {
  return a === b || (a.length === b.length && a.every(({ text }, i) => text === b[i]?.text));
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
