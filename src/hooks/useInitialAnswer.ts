'use client';

import { hashKey } from '@tanstack/react-query';
import { useState } from 'react';
import type { SearchResult } from '../engine/index.js';
import { askedOf, type IndexFacts, type SearchQueryOptions } from './queries/searchQuery.js';

/** What a server found for a query: `{ query, ...(await index.search(query, { prefix: true })) }`, sent as JSON. */
export interface InitialResult<T> extends Pick<SearchResult<T>, 'hits' | 'stage' | 'fusion'> {
  /** What it answers. */
  readonly query: string;
}

/** An answer of a server, and to what. */
interface Taken<T> {
  readonly result: InitialResult<T> | undefined;
  /** The options of the render in which it came. */
  readonly asked: string;
  /** What the index had become when it first held items. */
  readonly revision: number | undefined;
}

/**
 * What a server found, while that is what is asked: the same query, with the options of the render in which it came, of the
 * items that the page had at first. The same object as long as it is the same answer, which may be made anew at each render.
 */
export function useInitialAnswer<T>(
  initial: InitialResult<T> | undefined,
  { query, ...options }: SearchQueryOptions<T>,
  index: Pick<IndexFacts, 'revision'>,
): SearchResult<T> | undefined {
  const asked = hashKey([askedOf(options)]);
  const revision = index.revision || undefined; // 0: there is nothing in it yet
  const [last, setLast] = useState<Taken<T>>({ result: initial, asked, revision });
  const taken = isSame(last.result, initial) ? last : { result: initial, asked, revision };
  const next = taken.revision === undefined && revision !== undefined ? { ...taken, revision } : taken;
  if (next !== last) setLast(next);
  const isAsked = next.asked === asked && (revision === undefined || revision === next.revision);
  return isAsked && isAnsweredBy(next.result, query) ? next.result : undefined;
}

/** Whether it is this query that a server has answered. */
export const isAnsweredBy = (initial: InitialResult<unknown> | undefined, query: string): boolean =>
  initial?.query.trim() === query.trim();

function isSame<T>(a: InitialResult<T> | undefined, b: InitialResult<T> | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  if (a.query !== b.query || a.stage !== b.stage || a.hits.length !== b.hits.length) return false;
  return a.hits.every(({ id, score }, i) => id === b.hits[i]?.id && score === b.hits[i]?.score);
}
