/** Options of {@link onPageFreeze}. */
export interface PageFreezeOptions {
  /** The page stands still from now on: it is frozen, stored for "back", or ends. */
  readonly freeze: () => void;
  readonly resume: () => void;
}

/** Hears that the page stands still, and that it goes on. Returns what ends that. */
export function onPageFreeze({ freeze, resume }: PageFreezeOptions): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const { document } = globalThis;
  document?.addEventListener('freeze', freeze, { signal });
  document?.addEventListener('resume', resume, { signal });
  globalThis.addEventListener?.('pagehide', freeze, { signal });
  globalThis.addEventListener?.('pageshow', ({ persisted }) => persisted && resume(), { signal });
  return () => ending.abort();
}
