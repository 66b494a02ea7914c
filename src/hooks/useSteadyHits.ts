'use client';

import { useState } from 'react';
import { orderByGroup } from './hitGroups.js';
import { mergeHits } from './mergeHits.js';
import type { SemanticSearchResult } from './useSemanticSearch.js';

type Found<T> = Pick<SemanticSearchResult<T>, 'hits' | 'question'>;

/**
 * The hits in the order in which they are shown. While a person is on a row, further hits of the same answer do not move it;
 * when nobody is on a row, or another question is answered, they are in their true order, by groups if there are any.
 * @param active The id of the row that a person is on.
 */
export function useSteadyHits<T>(
  { hits, question }: Found<T>,
  active: string | undefined,
  groupBy: ((item: T) => string) | undefined,
): Found<T>['hits'] {
  // Functions may be made anew at each render, so groups are compared by their names.
  const names = groupBy ? JSON.stringify(hits.map(({ item }) => groupBy(item))) : '';
  const answer = () => (groupBy ? orderByGroup(hits, groupBy) : hits);
  const [last, setLast] = useState(() => ({ hits, question, names, shown: answer(), active }));
  const isSame = last.hits === hits && last.question === question && last.names === names;
  if (isSame && last.active === active) return last.shown;
  const isMore = active !== undefined && last.question === question;
  const shown = isMore ? mergeHits(last.shown, answer(), active) : answer();
  setLast({ hits, question, names, shown, active });
  return shown;
}
