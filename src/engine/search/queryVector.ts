import { asEmbedError, type EmbedError } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import type { Embedder } from '../types.js';
import { abortable } from '../utils/promises.js';

/** A query's vector; or why there is none, with nothing to say where vectors have no meaning. */
export interface QueryVector {
  readonly vector?: Float32Array;
  readonly error?: EmbedError;
  /** The interim model, if it made the vector; `release` tells it that the search is over. */
  readonly interim?: ModelInfo;
  readonly release?: () => void;
}

/** Dependencies of {@link queryVector}. */
export interface QueryVectorOptions {
  readonly embedder: Embedder;
  /** Loads the model. @returns the space of its vectors; undefined if they have no meaning */
  readonly loadSpace: () => Promise<string | undefined>;
  readonly signal: AbortSignal | undefined;
  /** Aborts when the index is disposed. */
  readonly disposal: AbortSignal;
}

/** The vector of a query. Rejects only when one of the signals aborts, with its reason. */
export async function queryVector(
  query: string,
  { embedder, loadSpace, signal, disposal }: QueryVectorOptions,
): Promise<QueryVector> {
  try {
    const space = await loadSpace();
    if (space === undefined) return {};
    // In this space only: the embedder may fall back at any time.
    const embedding = embedder.embed(query, { role: 'query', space, ...(signal && { signal }) });
    return { vector: await abortable(embedding, disposal) };
  } catch (error) {
    signal?.throwIfAborted();
    disposal.throwIfAborted();
    return { error: asEmbedError(error, 'inference-failed', 'The query could not be embedded.') };
  }
}
