'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { IndexedItems, SearchHit } from '../../engine/index.js';
import { useSubscribe } from '../useSubscribe.js';
import { type EmptyQueryOptions, emptyQueryHits } from './emptyQueryHits.js';

/** What is shown while the query is empty: nothing, all items, or these, such as the last ones that were chosen. */
export type EmptyQuery<T> = 'nothing' | 'all' | readonly T[];

/** Items that are shown while the query is empty. */
export interface EmptyQuerySource<T> extends EmptyQueryOptions<T> {
  readonly emptyQuery?: EmptyQuery<T> | undefined;
  readonly items?: readonly T[] | undefined | null;
}

/**
 * The rows of an empty query.
 * @param held The items of the index that is searched, where it is in this page.
 */
export function useEmptyQueryHits<T>(
  { emptyQuery = 'nothing', items, getText, getId, fields, filter, selectedFacets }: EmptyQuerySource<T>,
  held: IndexedItems<T> | undefined,
): readonly SearchHit<T>[] {
  const isAll = emptyQuery === 'all';
  const all = useItems(isAll && !items ? held : undefined);
  const shown = isAll ? (items ?? all ?? NONE) : emptyQuery === 'nothing' ? NONE : emptyQuery;
  return useMemo(
    () => emptyQueryHits(shown, { getText, getId, fields, ...(isAll && { filter, selectedFacets }) }),
    [shown, getText, getId, fields, isAll, filter, selectedFacets],
  );
}

const NONE: readonly never[] = [];

function useItems<T>(items: IndexedItems<T> | undefined): readonly T[] | undefined {
  return useSyncExternalStore(
    useSubscribe(items),
    () => items?.getAll(),
    () => undefined,
  );
}
