'use client';

import { useMemo, useState } from 'react';
import type { SearchHit } from '../engine/index.js';
import type { GroupBy } from './combobox/hitGroups.js';
import { neighborOf } from './combobox/neighborOf.js';
import { newestRows, nextRows, type ShownRows } from './searchState.js';
import type { SemanticSearchResult } from './types.js';

/** Hits of a request; of an empty one where items are shown as they are. */
type Found<T> = Pick<SemanticSearchResult<T>, 'hits' | 'request'> & { readonly query: string };
type Hits<T> = Found<T>['hits'];

/** The row that the user is on. */
export interface ActiveRow<T> {
  /** Its id. */
  readonly active: string | undefined;
  /** Called when it has gone, with the row beside it; with none when something else is asked. */
  onGone(neighbor: string | undefined): void;
  isDisabled(hit: SearchHit<T>): boolean;
}

/**
 * The hits in the order in which they are shown. While the user is on a row, further hits of the same answer do not move it;
 * when the user is on no row, or another request is answered, they are in their true order, by groups if there are any.
 */
export function useStableHits<T>(
  { hits, request, query }: Found<T>,
  { active, onGone, isDisabled }: ActiveRow<T>,
  groupBy: GroupBy<T> | undefined,
  limitPerGroup: number | undefined,
): Hits<T> {
  const after = (last?: ShownRows<T>) => nextRows(last, { hits, request, active }, groupBy, limitPerGroup);
  const [last, setLast] = useState(() => ({ rows: after(), query }));
  const rows = after(last.rows);
  if (rows !== last.rows || query !== last.query) {
    setLast({ rows, query });
    if (active !== undefined && last.rows.active === active && !idsOf(rows.shown).includes(active)) {
      const staying = idsOf(rows.shown.filter((hit) => !isDisabled(hit)));
      onGone(last.query === query ? neighborOf(active, idsOf(last.rows.shown), staying) : undefined);
    }
  }
  return useMemo(() => newestRows(rows.shown, hits), [rows.shown, hits]);
}

const idsOf = <T>(hits: Hits<T>): readonly string[] => hits.map(({ id }) => id);
