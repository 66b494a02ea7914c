'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type EmbedError, type EmbedProgress, searchVectors, searchWords } from '../engine/index.js';
import { useEmbedderContext } from './context.js';
import { embeddingQuery } from './queries.js';
import { useDebounced } from './useDebounced.js';
import { useDocuments } from './useDocuments.js';
import { backendOfEmbedder, spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';
import { type SearchableItems, useTexts } from './useTexts.js';

/** An item that was found. */
export interface Hit<T> {
  readonly item: T;
  /** The item's place in `items`. */
  readonly index: number;
  /** Cosine similarity, or with `ranking: 'words'` the share of the query's words that the item holds. */
  readonly score: number;
}

/** Options of {@link useSemanticSearch}. */
export type UseSemanticSearchOptions<T> = SearchableItems<T> & {
  /** What a person has typed. Blank finds nothing. */
  readonly query: string;
  /** @default 10 */
  readonly limit?: number;
  /** Leaves out what is less similar, by cosine. Each model has a band of its own, so there is no default. */
  readonly minScore?: number;
  /**
   * How long `query` must stay the same before it is embedded, in milliseconds.
   * @default 80
   */
  readonly debounceMs?: number;
  /**
   * Whether to load the model and embed the items now, or to wait.
   * @default true
   */
  readonly enabled?: boolean;
};

interface SearchFacts<T> {
  /** The best hits, best first: of this query when `ready`, of an earlier one until then. */
  readonly hits: readonly Hit<T>[];
  /** `words` on the hash backend, whose vectors have no meaning: then hits hold words of the query. */
  readonly ranking: 'meaning' | 'words';
  /** How many of the items have their vector, until all have. */
  readonly indexing: EmbedProgress | undefined;
  /** Tries again what failed: a load, an embedding, or a better backend than the one in use. */
  retry(): void;
}

/**
 * `idle`: there is no query. `pending`: there are no hits yet. `stale`: the hits are of an earlier query, or of earlier
 * items. `ready`: they answer the query. `error`: nothing more comes without a retry.
 */
export type SemanticSearchResult<T> = SearchFacts<T> &
  (
    | { readonly status: 'idle' | 'pending' | 'stale' | 'ready'; readonly error?: undefined }
    | { readonly status: 'error'; readonly error: EmbedError }
  );

/** Finds the items whose texts mean what the query means, as a person types. Exact: every item is compared. */
export function useSemanticSearch<T>(options: UseSemanticSearchOptions<T>): SemanticSearchResult<T> {
  const { items, getText, query, limit = 10, minScore, debounceMs = 80, enabled = true } = options;
  const { embedder, queryClient } = useEmbedderContext('useSemanticSearch');
  useEmbedderValue(embedder, spaceOfEmbedder); // the keys of the queries hold the space
  const ranking = useEmbedderValue(embedder, backendOfEmbedder) === 'hash' ? 'words' : 'meaning';
  const texts = useTexts(items, getText);
  const typed = query.trim();
  const wanted = useDebounced(typed, debounceMs);

  const embeds = enabled && ranking === 'meaning' && texts.length > 0;
  const documents = useDocuments(texts, embeds);
  const question = embeddingQuery(embedder, wanted, { role: 'query' });
  const asks = embeds && wanted !== '' && !documents.error;
  const answer = useQuery({ ...question, enabled: asks }, queryClient);

  const found = useMemo(() => {
    if (texts.length === 0) return [];
    if (ranking === 'words') return searchWords(wanted, texts, limit);
    if (!answer.data || !documents.vectors) return undefined;
    return searchVectors(answer.data, documents.vectors, {
      limit,
      ...(minScore !== undefined && { minScore }),
    });
  }, [ranking, wanted, texts, limit, minScore, answer.data, documents.vectors]);
  const fresh = useMemo(
    () => found?.map(({ index, score }) => ({ item: items[index] as T, index, score })),
    [found, items],
  );
  const hits = useLastDefined(fresh, typed === '');

  const facts: SearchFacts<T> = {
    hits: hits ?? NONE,
    ranking,
    indexing: documents.progress,
    retry() {
      if (ranking === 'words') embedder.load({ retry: true }).catch(() => {}); // the embedder's state tells of it
      if (documents.error) void documents.refetch();
      if (answer.error) void answer.refetch();
    },
  };
  const error = documents.error ?? answer.error;
  if (typed === '') return { ...facts, status: 'idle' };
  if (fresh && typed === wanted) return { ...facts, status: 'ready' };
  if (error) return { ...facts, status: 'error', error };
  return { ...facts, status: hits ? 'stale' : 'pending' };
}

const NONE: readonly never[] = [];

/** `value`, or while there is none the last one there was. */
function useLastDefined<V>(value: V | undefined, forget: boolean): V | undefined {
  const [last, setLast] = useState(value);
  const next = forget ? undefined : (value ?? last);
  if (next !== last) setLast(() => next);
  return next;
}
