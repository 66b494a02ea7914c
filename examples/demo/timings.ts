import type { Embedder } from 'react-embeddings';

/** How long a step took, in milliseconds, once it has been taken. */
export interface Timings {
  readonly load?: number;
  readonly index?: number;
  readonly query?: number;
}

/** Timings that can be watched with `useSyncExternalStore`. */
export interface WatchedTimings {
  get(): Timings;
  subscribe(listener: () => void): () => void;
  /** All texts have their vector. */
  indexed(): void;
}

/**
 * Measures the page from outside: the load by the embedder's states, the index from its end, a query from the last
 * input of a key to the moment when the hits on the page answer it.
 */
export function watchTimings(embedder: Embedder): WatchedTimings {
  const listeners = new Set<() => void>();
  let timings: Timings = {};
  let loadingSince: number | undefined;
  let readyAt: number | undefined;
  let typedAt: number | undefined;

  function set(change: Timings): void {
    timings = { ...timings, ...change };
    for (const listener of listeners) listener();
  }

  embedder.subscribe(() => {
    const { status } = embedder.getState();
    if (status === 'loading') loadingSince ??= performance.now();
    if (status !== 'ready' || loadingSince === undefined) return;
    readyAt = performance.now();
    set({ load: readyAt - loadingSince });
  });

  document.addEventListener('input', () => {
    typedAt = performance.now();
  });
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (typedAt === undefined || !(target instanceof HTMLElement) || target.dataset.state !== 'ready')
        continue;
      set({ query: performance.now() - typedAt });
      typedAt = undefined;
    }
  }).observe(document, { subtree: true, attributeFilter: ['data-state'] });

  return {
    get: () => timings,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    indexed() {
      if (timings.index === undefined && readyAt !== undefined) set({ index: performance.now() - readyAt });
    },
  };
}
