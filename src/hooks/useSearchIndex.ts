'use client';

import type { SearchIndex } from '../engine/index.js';
import type { UseSearchIndexOptions, UseTextIndexOptions } from './types.js';
import { useOwnIndex } from './useOwnIndex.js';
import { type ComponentIndexState, indexStateOf, useIndexView } from './useSearchIndexState.js';

/** An index and its state. */
export interface UseSearchIndexResult<T> {
  /** Absent on a server and in the first render. */
  readonly index: SearchIndex<T> | undefined;
  /** The state of the index; for progress, see {@link useSearchIndexState}. */
  readonly indexState: ComponentIndexState;
}

/**
 * An index of items that lives as long as the component: it holds the items of the last render, and only texts that
 * changed are embedded again. Nothing is loaded before the first search, or `index.build()`. Functions and items may be
 * new objects at each render, and items may hold anything: only their ids, texts and fields are compared. `lexical`,
 * `worker`, and which fields there are, are those of the first render. Items that cannot be read are left out:
 * `indexState.itemError` names them, and so does the console in development.
 */
export function useSearchIndex<T>(
  items: (readonly T[] & readonly string[]) | undefined | null,
  options?: UseTextIndexOptions<T>,
): UseSearchIndexResult<T>;
export function useSearchIndex<T>(
  items: readonly T[] | undefined | null,
  options: UseSearchIndexOptions<T>,
): UseSearchIndexResult<T>;
export function useSearchIndex<T>(
  items: readonly T[] | undefined | null,
  options: UseTextIndexOptions<T> = {},
): UseSearchIndexResult<T> {
  const { index, ...errors } = useOwnIndex(items, options);
  const view = useIndexView(index);
  return { index, indexState: indexStateOf(view.state, errors, !items) };
}
