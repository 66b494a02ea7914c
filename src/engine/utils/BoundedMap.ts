/**
 * A map that forgets what was set longest ago. It goes through its keys once: a `Map` that is read from the front each time walks
 * over all that was deleted there, which takes longer than all else from 20,000 entries on.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;
  /** Before it nothing is left: what is forgotten is deleted, and what is set again moves to the end. */
  readonly #oldest = this.#entries.keys();

  /** @param max entries at most */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Sets an entry as the newest. */
  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const { value: oldest, done } = this.#oldest.next();
    if (!done) this.#entries.delete(oldest);
  }
}
