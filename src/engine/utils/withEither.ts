/**
 * Runs `work` with a signal that aborts when one of `signals` does, and listens no longer than that takes.
 * `AbortSignal.any` is younger than the browsers we support.
 */
export async function withEither<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const listening = signals.flatMap((signal) => {
    if (!signal) return [];
    const abort = () => either.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return [() => signal.removeEventListener('abort', abort)];
  });
  try {
    return await work(either.signal);
  } finally {
    for (const stop of listening) stop();
  }
}
