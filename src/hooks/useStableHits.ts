'use client';

import { useMemo, useState } from 'react';
import { newestRows, nextRows } from './searchState.js';
import type { SemanticSearchResult } from './types.js';

type Found<T> = Pick<SemanticSearchResult<T>, 'hits' | 'question'>;

/**
 * The hits in the order in which they are shown. While a person is on a row, further hits of the same answer do not move it;
 * when nobody is on a row, or another question is answered, they are in their true order, by groups if there are any.
 * @param active The id of the row that a person is on.
 */
export function useStableHits<T>(
  { hits, question }: Found<T>,
  active: string | undefined,
  groupBy: ((item: T) => string) | undefined,
): Found<T>['hits'] {
  const [last, setLast] = useState(() => nextRows<T>(undefined, { hits, question, active }, groupBy));
  const rows = nextRows(last, { hits, question, active }, groupBy);
  if (rows !== last) setLast(rows);
  return useMemo(() => newestRows(rows.shown, hits), [rows.shown, hits]);
}
