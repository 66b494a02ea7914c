import { asEmbedError, type EmbedError } from '../errors.js';
import { createStore } from '../utils/store.js';
import type { SearchIndexState } from './types.js';

/** What a state tells besides its status and its error. */
export interface IndexProgress extends Pick<SearchIndexState, 'items' | 'interimModel' | 'persistError'> {
  /** Items whose vectors are missing. */
  readonly pending: number;
  /** How many of these are done, parts of long ones as fractions. */
  readonly partlyDone: number;
}

/** How far an index has come, for those who subscribe. */
export class IndexState {
  readonly #store = createStore<SearchIndexState>({ status: 'idle', items: 0, embedded: 0 });
  readonly #progress: () => IndexProgress;
  /** Grows with each change that hits depend on. */
  revision = 0;

  constructor(progress: () => IndexProgress) {
    this.#progress = progress;
  }

  readonly get = (): SearchIndexState => this.#store.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** An error stays until the status is another one, and `disposed` stays. */
  report(
    status: SearchIndexState['status'],
    error: EmbedError | undefined = status === 'error' ? this.get().error : undefined,
  ): void {
    if (this.get().status === 'disposed') return;
    const { items, pending, partlyDone, interimModel, persistError } = this.#progress();
    this.#store.set({
      status,
      items,
      embedded: items - pending,
      ...(interimModel !== undefined && { interimModel }),
      ...(status === 'indexing' && items > 0 && { progress: (items - pending + partlyDone) / items }),
      ...(error && { error }),
      ...(persistError && { persistError }),
    });
  }

  /** More or fewer vectors are there: the status stays. */
  refresh(): void {
    this.report(this.get().status);
  }

  fail(error: unknown): void {
    this.report('error', asEmbedError(error, 'worker-crashed', 'The search index failed.'));
  }
}
