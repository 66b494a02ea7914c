import { createStore } from '../utils/store.js';
import type { ItemStore } from './ItemStore.js';
import type { IndexedItems } from './types.js';

/** The items of an index as others see them. */
export class ItemsView<T> implements IndexedItems<T> {
  readonly #itemStore: ItemStore<T>;
  /** Undefined until it is read after a change. */
  #all: readonly T[] | undefined;
  readonly #changes = createStore(0);

  constructor(itemStore: ItemStore<T>) {
    this.#itemStore = itemStore;
  }

  readonly get = (id: string): T | undefined => {
    const docId = this.#itemStore.docIdOf(id);
    return docId === undefined ? undefined : this.#itemStore.at(docId)?.item;
  };

  readonly subscribe = (listener: () => void): (() => void) => this.#changes.subscribe(listener);

  readonly getAll = (): readonly T[] => {
    this.#all ??= [...this.#itemStore.docIds()].map((docId) => this.#itemStore.at(docId)?.item as T); // each has one
    return this.#all;
  };

  /** To be called after each change. */
  readonly change = (): void => {
    this.#all = undefined;
    this.#changes.set(this.#changes.get() + 1);
  };
}
