'use client';

import { type UseSuspenseQueryResult, useSuspenseQuery } from '@tanstack/react-query';
import { EmbedError } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { type EmbeddingQueryOptions, embeddingQuery } from './queries.js';
import { spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

/**
 * {@link useEmbedding} that suspends until the vector is there and throws its error to the nearest error boundary.
 * @throws {EmbedError} `client-only` on a server, where React shows the `<Suspense>` fallback and tries again in the
 * browser.
 */
export function useSuspenseEmbedding(
  text: string,
  options?: EmbeddingQueryOptions,
): UseSuspenseQueryResult<Float32Array, EmbedError> {
  const { embedder, queryClient } = useEmbedderContext('useSuspenseEmbedding');
  useEmbedderValue(embedder, spaceOfEmbedder); // the key holds the space
  if (typeof window === 'undefined') {
    throw new EmbedError(
      'client-only',
      'Vectors are made in the browser. Put a <Suspense> around this component.',
    );
  }
  return useSuspenseQuery(embeddingQuery(embedder, text, options), queryClient);
}
