'use client';

import { type UseSuspenseQueryResult, useSuspenseQuery } from '@tanstack/react-query';
import { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type EmbeddingQueryOptions, embeddingQuery } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/**
 * {@link useEmbedding} that suspends until the vector is there and throws its error to the nearest error boundary.
 * @throws {EmbedError} `client-only` on a server that was not given the vector, where React shows the `<Suspense>` fallback
 *   and tries again in the browser.
 */
export function useSuspenseEmbedding(
  text: string,
  options?: EmbeddingQueryOptions,
): UseSuspenseQueryResult<Float32Array, EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useSuspenseEmbedding');
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const query = embeddingQuery(embedder, text, options, space);
  if (typeof window === 'undefined' && queryClient.getQueryData(query.queryKey) === undefined)
    throw clientOnly();
  return useSuspenseQuery(query, queryClient);
}

/** Next.js takes an error with this digest for what it is here, and not for a failed page: it has no other name for it. */
const NEXT_DIGEST = 'BAILOUT_TO_CLIENT_SIDE_RENDERING';

function clientOnly(): EmbedError {
  const message = 'Vectors are made in the browser. Put a <Suspense> around this component.';
  return Object.assign(new EmbedError('client-only', message), { digest: NEXT_DIGEST });
}
