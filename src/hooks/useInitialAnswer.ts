'use client';

import { hashKey } from '@tanstack/react-query';
import { useState } from 'react';
import type { SearchResult } from '../engine/index.js';
import { askedOf, type SearchQueryOptions } from './searchQuery.js';

/** What a server found for a query: `{ query, ...(await index.search(query)) }`, which can be sent as JSON. */
export interface InitialResult<T> extends Pick<SearchResult<T>, 'hits' | 'stage' | 'fusion'> {
  /** What it answers. */
  readonly query: string;
}

/** What a server found, while that is what is asked: the same query, with the options of the render in which it came. */
export function useInitialAnswer<T>(
  initial: InitialResult<T> | undefined,
  { query, ...options }: SearchQueryOptions<T>,
): SearchResult<T> | undefined {
  const asked = hashKey([askedOf(options)]);
  const [came, setCame] = useState({ hits: initial?.hits, asked });
  const isNew = came.hits !== initial?.hits;
  if (isNew) setCame({ hits: initial?.hits, asked });
  const isAsked = (isNew || came.asked === asked) && isAnsweredBy(initial, query);
  return isAsked ? initial : undefined;
}

/** Whether it is this query that a server has answered. */
export const isAnsweredBy = (initial: InitialResult<unknown> | undefined, query: string): boolean =>
  initial?.query.trim() === query.trim();
