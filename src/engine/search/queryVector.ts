import { asEmbedError, type EmbedError } from '../errors.js';
import { abortable } from '../promises.js';
import type { Embedder } from '../types.js';

/** A query's vector; or why there is none, with nothing to say on the hash backend. */
export interface QueryVector {
  readonly vector?: Float32Array;
  readonly error?: EmbedError;
}

/** The world around {@link queryVector}. */
export interface QueryVectorOptions {
  readonly embedder: Embedder;
  /** Loads the model, and tells whether vectors have a meaning. */
  readonly hasMeaning: () => Promise<boolean>;
  readonly signal: AbortSignal | undefined;
  /** Of the index. */
  readonly disposal: AbortSignal;
}

/** The vector of a query. Rejects only when one of the signals aborts, with its reason. */
export async function queryVector(
  query: string,
  { embedder, hasMeaning, signal, disposal }: QueryVectorOptions,
): Promise<QueryVector> {
  try {
    if (!(await hasMeaning())) return {};
    const embedding = embedder.embed(query, { role: 'query', ...(signal && { signal }) });
    return { vector: await abortable(embedding, disposal) };
  } catch (error) {
    signal?.throwIfAborted();
    disposal.throwIfAborted();
    return { error: asEmbedError(error, 'inference-failed', 'The query could not be embedded.') };
  }
}

/** Whether the embedder runs on the hash backend, whose vectors have no meaning. */
export function isHash(embedder: Embedder): boolean {
  const state = embedder.getState();
  return state.status === 'ready' && state.backend === 'hash';
}
