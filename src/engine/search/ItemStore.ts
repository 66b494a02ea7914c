import type { FieldText } from '../rpc/searchProtocol.js';
import { areEmbeddedAlike } from '../utils/embeddedText.js';
import { itemsPassing, readFilter, selectionFilter } from './fieldFilter.js';
import type { ItemFilter } from './filterTypes.js';
import { ItemReader, type ItemReaderOptions, type ReadItem } from './ItemReader.js';
import type { SelectedFacets } from './optionTypes.js';

/** What changed in an index, by `docId`. */
export interface Changes {
  /** The documents of the items that were given, in their order. */
  readonly given: readonly number[];
  /** The documents that are new, or have other texts than before. */
  readonly put: readonly number[];
  /** The documents of `put` whose embedded text has changed: they need new vectors. */
  readonly embed: readonly number[];
  readonly removed: readonly number[];
  /** Whether anything changed that a search depends on: ids, texts, fields. */
  readonly isChanged: boolean;
  /** Whether another object took an item's place. */
  readonly isSwapped: boolean;
}

/** The items of an index, by `docId`: a number that an item keeps until it is removed; numbers only grow. */
export class ItemStore<T> {
  readonly #reader: ItemReader<T>;
  readonly #entries = new Map<number, ReadItem<T>>();
  /** The `docId` of the next item. */
  #next = 0;
  readonly #docIds = new Map<string, number>();
  /** All items, in the order of the list that was set, until others are added or removed. */
  #list: readonly ReadItem<T>[] | undefined;

  constructor(options: ItemReaderOptions<T>) {
    this.#reader = new ItemReader(options);
  }

  get size(): number {
    return this.#docIds.size;
  }

  at(docId: number): ReadItem<T> | undefined {
    return this.#entries.get(docId);
  }

  docIdOf(id: string): number | undefined {
    return this.#docIds.get(id);
  }

  docIds(): Iterable<number> {
    return this.#docIds.values();
  }

  /** Changes nothing if an item cannot be read. @param counts how often each text came in earlier parts of the list */
  add(items: Iterable<T>, counts?: Map<string, number>): Changes {
    return this.#put(this.#reader.readAll(items, counts));
  }

  remove(ids: Iterable<string>): Changes {
    const removed: number[] = [];
    this.#list = undefined;
    for (const id of [...ids]) {
      const docId = this.#docIds.get(id);
      if (docId === undefined) continue;
      this.#docIds.delete(id);
      this.#entries.delete(docId);
      removed.push(docId);
    }
    return { given: [], put: [], embed: [], removed, isChanged: removed.length > 0, isSwapped: false };
  }

  /** Changes nothing if an item cannot be read. */
  set(given: Iterable<T>): Changes {
    const items = Array.isArray(given) ? given : [...given];
    if (this.#holdsEqual(items)) return this.#swap(items);
    const wanted = this.#reader.readAll(items);
    const ids = new Set(wanted.map(({ id }) => id));
    const { removed } = this.remove([...this.#docIds.keys()].filter((id) => !ids.has(id)));
    const added = this.#put(wanted);
    if (wanted.length === this.size) this.#list = wanted; // else ids stand twice in it
    return { ...added, removed, isChanged: added.isChanged || removed.length > 0 };
  }

  /** Whether these items are read as those of the last list, in their order: components often make equal ones at each render. */
  #holdsEqual(items: readonly T[]): boolean {
    const list = this.#list;
    return (
      list?.length === items.length && list.every((entry, i) => this.#reader.isEqual(items[i] as T, entry))
    ); // as many
  }

  /** Puts other objects in the place of all items. */
  #swap(items: readonly T[]): Changes {
    let isSwapped = false;
    for (const [i, entry] of this.#list?.entries() ?? []) {
      const item = items[i] as T; // as many
      if (!Object.is(entry.item, item)) isSwapped = true;
      entry.item = item;
    }
    return { given: [], put: [], embed: [], removed: [], isChanged: false, isSwapped };
  }

  #put(entries: readonly ReadItem<T>[]): Changes {
    const given: number[] = [];
    const put: number[] = []; // twice where an item is twice in one call, with other texts
    const embed: number[] = [];
    let isSwapped = false;
    this.#list = undefined;
    for (const entry of entries) {
      const docId = this.#docIds.get(entry.id) ?? this.#next++;
      const old = this.#entries.get(docId);
      if (!areEmbeddedAlike(old, entry)) embed.push(docId);
      if (old?.text !== entry.text || !areSame(old.fields, entry.fields)) put.push(docId);
      if (!Object.is(old?.item, entry.item)) isSwapped = true;
      this.#entries.set(docId, entry);
      this.#docIds.set(entry.id, docId);
      given.push(docId);
    }
    return { given, put, embed, removed: [], isChanged: put.length > 0, isSwapped };
  }

  /**
   * The `docId`s of the items that pass the filter, of `among` where that is given.
   * @throws {EmbedError} `invalid-input`
   */
  allowed(filter: ItemFilter<T>, among?: Uint32Array): Uint32Array {
    const passes = typeof filter === 'function' ? filter : itemsPassing(readFilter(filter));
    const isAllowed = (docId: number) => passes(this.#entries.get(docId)?.item as T); // it is there
    return among ? among.filter(isAllowed) : Uint32Array.from(this.#entries.keys()).filter(isAllowed);
  }

  /** The items of these `docId`s; of all, if undefined. */
  itemsOf(docIds: Iterable<number> = this.#entries.keys()): (T | undefined)[] {
    return Array.from(docIds, (docId) => this.#entries.get(docId)?.item);
  }
}

function areSame(a: readonly FieldText[], b: readonly FieldText[]): boolean {
  return a === b || (a.length === b.length && a.every(({ text }, i) => text === b[i]?.text));
}

/**
 * A filter as a function: whether an item passes, and has the selected values of facets.
 * @throws {EmbedError} `invalid-input` for a filter that is not valid, as a search does
 */
export function compileFilter<T>(
  filter: ItemFilter<T> | undefined,
  selectedFacets?: SelectedFacets,
): (item: T) => boolean {
  if (typeof filter === 'function' && !selectedFacets) return filter;
  let passes: ((item: T) => boolean) | undefined;
  return (item) => {
    passes ??= predicateOf(filter, selectedFacets);
    return passes(item);
  };
}

function predicateOf<T>(
  filter: ItemFilter<T> = {},
  selectedFacets: SelectedFacets = {},
): (item: T) => boolean {
  const passes = typeof filter === 'function' ? filter : itemsPassing(readFilter(filter));
  const isSelected = itemsPassing(selectionFilter(selectedFacets));
  return (item) => passes(item) && isSelected(item);
}
