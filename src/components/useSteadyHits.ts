'use client';

import { useState } from 'react';
import type { SemanticSearchResult } from '../hooks/useSemanticSearch.js';
import { mergeHits } from './mergeHits.js';

type Found<T> = Pick<SemanticSearchResult<T>, 'hits' | 'question'>;

/**
 * The hits in the order in which they are shown. While a person is on a row, further hits of the same answer do not move it;
 * when nobody is on a row, or another question is answered, they are in their true order.
 * @param active The id of the row that a person is on.
 */
export function useSteadyHits<T>({ hits, question }: Found<T>, active: string | undefined): Found<T>['hits'] {
  const [last, setLast] = useState({ hits, question, shown: hits, active });
  if (last.hits === hits && last.question === question && last.active === active) return last.shown;
  const isMore = active !== undefined && last.question === question;
  const shown = isMore ? mergeHits(last.shown, hits, active) : hits;
  setLast({ hits, question, shown, active });
  return shown;
}
