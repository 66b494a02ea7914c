'use client';

import { useCallback, useState } from 'react';
import type { UseModelStoreResult } from '../../hooks/useModelStore.js';

/** What the user has done to the stored models last, and how far it is. `index`: which row of the list it was. */
export type StoreAction =
  | { readonly status: 'none' | 'persisted' | 'persist-refused' }
  | { readonly status: 'deleting' | 'deleted'; readonly id: string; readonly index: number }
  | { readonly status: 'delete-failed'; readonly id: string; readonly reason: string };

/** Deleting and keeping, one at a time. */
export function useStoreActions({ models, deleteModel, requestPersistentStorage }: UseModelStoreResult) {
  const [action, setAction] = useState<StoreAction>({ status: 'none' });
  const isBusy = action.status === 'deleting';
  const remove = useCallback(
    async (id: string) => {
      if (isBusy) return;
      const index = models?.findIndex((model) => model.id === id) ?? 0;
      setAction({ status: 'deleting', id, index });
      try {
        await deleteModel(id);
        setAction({ status: 'deleted', id, index });
      } catch (error) {
        setAction({ status: 'delete-failed', id, reason: reasonOf(error) });
      }
    },
    [isBusy, models, deleteModel],
  );
  const persistAll = useCallback(async () => {
    const isGranted = await requestPersistentStorage().catch(() => false); // a browser that cannot say does not promise
    setAction({ status: isGranted ? 'persisted' : 'persist-refused' });
  }, [requestPersistentStorage]);
  return { action, remove, persistAll };
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
