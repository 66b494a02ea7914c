'use client';

import { useMemo, useState } from 'react';
import type { SearchHit } from '../engine/index.js';
import { orderByGroup } from './combobox/hitGroups.js';
import { mergeHits } from './combobox/mergeHits.js';
import type { SemanticSearchResult } from './types.js';

type Found<T> = Pick<SemanticSearchResult<T>, 'hits' | 'question'>;
type Hits<T> = Found<T>['hits'];

/**
 * The hits in the order in which they are shown. While a person is on a row, further hits of the same answer do not move it;
 * when nobody is on a row, or another question is answered, they are in their true order, by groups if there are any.
 * @param active The id of the row that a person is on.
 */
export function useStableHits<T>(
  { hits, question }: Found<T>,
  active: string | undefined,
  groupBy: ((item: T) => string) | undefined,
): Hits<T> {
  const answer = groupBy ? orderByGroup(hits, groupBy) : hits;
  // Items and functions may be made anew at each render, so only the order counts.
  const order = JSON.stringify(answer.map(({ id }) => id));
  const [last, setLast] = useState(() => ({ question, order, active, shown: answer }));
  const isMore = active !== undefined && last.question === question;
  const isSame = last.question === question && last.order === order && last.active === active;
  const shown = isSame ? last.shown : isMore ? mergeHits(last.shown, answer, active) : answer;
  if (!isSame) setLast({ question, order, active, shown });
  return useMemo(() => newestOf(shown, hits), [shown, hits]);
}

/** The rows with the hits of now, where there are such; the same list if they are the same. */
function newestOf<T>(shown: Hits<T>, hits: Hits<T>): Hits<T> {
  const newest = new Map<string, SearchHit<T>>(hits.map((hit) => [hit.id, hit]));
  const rows = shown.map((hit) => newest.get(hit.id) ?? hit);
  return rows.every((hit, i) => hit === shown[i]) ? shown : rows;
}
