'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import {
  deleteModel,
  type Embedder,
  listModels,
  requestPersistentStorage,
  type StorageEstimate,
  type StoredModel,
  storageEstimate,
} from '../engine/index.js';
import { useEmbedderContext } from './provider/context.js';
import { KEY_PREFIX, PINNED } from './queries/queryDefaults.js';
import { useEmbedderValue } from './useEmbedderValue.js';

/** The models stored in this browser, and functions to delete and keep them. */
export interface UseModelStoreResult {
  /** `undefined` while loading. */
  readonly models: readonly StoredModel[] | undefined;
  readonly estimate: StorageEstimate | undefined;
  /** Why the list cannot be read. */
  readonly error: Error | null;
  /** Deletes a model, as the engine's `deleteModel`, and refetches. */
  readonly deleteModel: (id: string) => Promise<void>;
  /** Asks the browser to keep everything, as the engine's `requestPersistentStorage`. Call it from a click or a key press. */
  readonly requestPersistentStorage: () => Promise<boolean>;
  /** Refetches. */
  readonly refresh: () => Promise<void>;
}

/** What the query resolves to. */
interface Listing {
  readonly models: readonly StoredModel[];
  readonly estimate: StorageEstimate | undefined;
}

/** Lists the stored models, and refetches when the embedder has loaded one, its interim model included. */
export function useModelStore(): UseModelStoreResult {
  const { embedder, queryClient } = useEmbedderContext('useModelStore');
  const status = useEmbedderValue(embedder, statusOf);
  const interim = useEmbedderValue(embedder.interim ?? embedder, statusOf);
  const { data, error, refetch } = useQuery<Listing>(
    {
      ...PINNED,
      queryKey: [KEY_PREFIX, 'model-store', status, interim],
      queryFn: async () => ({ models: await listModels(), estimate: await storageEstimate() }),
      placeholderData: keepPreviousData,
      gcTime: 0,
    },
    queryClient,
  );
  const refresh = useCallback(async () => void (await refetch()), [refetch]);
  const remove = useCallback(
    async (id: string) => {
      await deleteModel(id);
      await refresh();
    },
    [refresh],
  );
  const ask = useCallback(async () => {
    const isGranted = await requestPersistentStorage();
    await refresh();
    return isGranted;
  }, [refresh]);
  return {
    models: data?.models,
    estimate: data?.estimate,
    error,
    deleteModel: remove,
    requestPersistentStorage: ask,
    refresh,
  };
}

const statusOf = (embedder: Embedder) => embedder.getState().status;
