import type { Embedder, EmbedderState } from '../../engine/index.js';

const IDLE: EmbedderState = { status: 'idle' };
// Where a browser does not have it yet, what `await using` of compilers looks for.
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/**
 * A placeholder for an embedder that is not there yet: idle, loads nothing; every call stays pending until its signal
 * aborts.
 */
export function waitingEmbedder(): Embedder {
  const space = 'no embedder yet';
  const model = { id: '', dimensions: 0, maxTokens: 0, space, semanticWeight: 0, semantic: true };
  return {
    model,
    space,
    getState: () => IDLE,
    subscribe: () => () => {},
    load: wait,
    cancelLoad() {},
    embed: (_, options) => wait(options),
    embedMany: (_, options) => wait(options),
    countTokens: (_, options) => wait(options),
    splitText: (_, options) => wait(options),
    embedDocuments: (_, options) => wait(options),
    dispose: async () => {},
    [asyncDispose]: async () => {},
  };
}

/** Pending until the signal is aborted. */
function wait({ signal }: { readonly signal?: AbortSignal } = {}): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
