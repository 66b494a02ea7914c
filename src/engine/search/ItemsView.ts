import { createStore } from '../utils/store.js';
import type { Slots } from './ItemStore.js';
import type { IndexedItems } from './types.js';

/** The items of an index as others see them. */
export class ItemsView<T> implements IndexedItems<T> {
  readonly #slots: Slots<T>;
  /** Undefined while nobody has asked since the last change. */
  #all: readonly T[] | undefined;
  readonly #changes = createStore(0);

  constructor(slots: Slots<T>) {
    this.#slots = slots;
  }

  readonly get = (id: string): T | undefined => {
    const number = this.#slots.numberOf(id);
    return number === undefined ? undefined : this.#slots.at(number)?.item;
  };

  readonly subscribe = (listener: () => void): (() => void) => this.#changes.subscribe(listener);

  readonly getAll = (): readonly T[] => {
    this.#all ??= [...this.#slots.numbers()].map((number) => this.#slots.at(number)?.item as T); // each has one
    return this.#all;
  };

  /** To be called after each change. */
  readonly change = (): void => {
    this.#all = undefined;
    this.#changes.set(this.#changes.get() + 1);
  };
}
