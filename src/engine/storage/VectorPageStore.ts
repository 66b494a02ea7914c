import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { EmbedError } from '../errors.js';
import { openStore } from './openStore.js';
import { storageError } from './storageError.js';

/**
 * The IndexedDB database in which an index's vectors lie, in pages. Errors are not thrown: calls return undefined, and `persistError`
 * says why.
 */
export class VectorPageStore {
  readonly #name: string;
  #store: UseStore;
  #persistError: EmbedError | undefined;

  constructor(name: string) {
    this.#name = name;
    this.#store = open(name);
  }

  get persistError(): EmbedError | undefined {
    return this.#persistError;
  }

  /** Browsers lose connections to databases: a second try has a new one. */
  async use<T>(use: (store: UseStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await use(this.#store);
    } catch {
      this.#store = open(this.#name);
    }
    try {
      return await use(this.#store);
    } catch (cause) {
      this.#persistError = storageError(
        cause,
        'The index works, but its vectors cannot be stored for the next visit',
      );
      return undefined;
    }
  }

  /** Makes changes in one transaction: all or none. @returns whether they were made */
  async change(change: (store: IDBObjectStore) => void): Promise<boolean> {
    try {
      await this.#store('readwrite', (store) => {
        try {
          change(store);
        } catch (error) {
          store.transaction.abort();
          throw error;
        }
        return promisifyRequest(store.transaction);
      });
      return true;
    } catch {
      return false;
    }
  }
}

const open = (name: string) => openStore(`react-embeddings-index-v2/${name}`, 'pages');
