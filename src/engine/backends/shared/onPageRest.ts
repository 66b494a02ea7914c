/** Options of {@link onPageRest}. */
export interface PageRestOptions {
  /** The page stands still from now on: it is frozen, stored for "back", or ends. */
  readonly rest: () => void;
  readonly wake: () => void;
}

/** Hears that the page stands still, and that it goes on. Returns what ends that. */
export function onPageRest({ rest, wake }: PageRestOptions): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const { document } = globalThis;
  document?.addEventListener('freeze', rest, { signal });
  document?.addEventListener('resume', wake, { signal });
  globalThis.addEventListener?.('pagehide', rest, { signal });
  globalThis.addEventListener?.('pageshow', ({ persisted }) => persisted && wake(), { signal });
  return () => ending.abort();
}
