'use client';

import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Embedder } from '../engine/index.js';
import { isVectorKey } from './queries/vectorQueries.js';

/**
 * Computes vectors again that failed, once the embedder is ready after all; and when the provider has another embedder, also those
 * that are still awaited from the one before.
 */
export function useRecovery(embedder: Embedder, client: QueryClient): void {
  const last = useRef(embedder);
  useEffect(() => {
    if (last.current !== embedder) computeAgain(client, embedder.space, ['error', 'pending']);
    last.current = embedder;
    let wasReady = embedder.getState().status === 'ready';
    return embedder.subscribe(() => {
      const isReady = embedder.getState().status === 'ready';
      if (isReady && !wasReady) computeAgain(client, embedder.space, ['error']);
      wasReady = isReady;
    });
  }, [embedder, client]);
}

function computeAgain(client: QueryClient, space: string, statuses: readonly string[]): void {
  const cache = client.getQueryCache();
  const failed = cache.findAll({
    predicate: ({ queryKey, state }) =>
      isVectorKey(queryKey) && queryKey[2] === space && statuses.includes(state.status),
  });
  for (const query of failed) if (query.getObserversCount() === 0) cache.remove(query);
  void client.resetQueries({ predicate: (query) => failed.includes(query) }); // their states tell of errors
}
