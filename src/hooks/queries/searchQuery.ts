import { hashKey, type QueryClient, queryOptions } from '@tanstack/react-query';
import {
  EmbedError,
  hashTexts,
  type SearchableIndex,
  type SearchMode,
  type SearchOptions,
  type SearchResult,
  type VectorSearchOptions,
} from '../../engine/index.js';
import { followIndex } from './followIndex.js';
import { KEY_PREFIX, PINNED } from './queryDefaults.js';
import { numberOf, sessionId } from './sessionIds.js';

/** How long an answer stays in the query client once no component shows it, in milliseconds. */
const ANSWER_TIME = typeof window === 'undefined' ? 0 : 60_000;

/** Options of {@link searchQuery}. */
export type SearchQueryOptions<T> = Omit<SearchOptions<T>, 'signal' | 'onLexical'> & {
  /** The text to search for. */
  readonly query: string;
};

/** The state of an index that an answer depends on, as it was when a component rendered. */
export interface IndexFacts {
  readonly revision: number | undefined;
  /** Whether all items have their vectors. */
  readonly isComplete: boolean;
}

/**
 * How long lexical hits are held back when hybrid ones should follow immediately, in milliseconds: a frame. A list that
 * is replaced sooner only flickers.
 */
export const PARTIAL_DELAY_MS = 16;

/**
 * TanStack Query options for a search of an index, local or remote: for prefetching, or hooks of your own.
 *
 * When items of a local index change, or get their vectors, the answer is invalidated, so a component that shows it gets the new
 * one. Changes on a server are not reported: such an answer is stale at once, and refetched when a component mounts with
 * it. A filter's fields are compared by content; another function is another query. Keys are unique to this page session and hold
 * digests in place of texts: an answer that a persister restores is never used in another session.
 * @param facts For hooks that take the options anew when the index changes: the answer's key holds them.
 */
export function searchQuery<T>(
  index: SearchableIndex<T>,
  { query, mode = 'hybrid', ...options }: SearchQueryOptions<T>,
  facts?: IndexFacts,
) {
  const queryKey = keyOf(index, { query, mode, ...options }, facts);
  return queryOptions<SearchResult<T>, EmbedError, SearchResult<T>, SearchQueryKey>({
    ...PINNED,
    queryKey,
    queryFn: async ({ signal, client }) => {
      if (!facts) followIndex(client, index, currentKey(index));
      const { status, interimModel } = index.getState();
      const patience = status === 'ready' || interimModel !== undefined ? PARTIAL_DELAY_MS : 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      // While a complete answer is refetched, it stays until the next complete one.
      const show = (result: SearchResult<T>) =>
        client.setQueryData<SearchResult<T>>(queryKey, (old) => (old?.mode === mode ? undefined : result));
      const onLexical = (result: SearchResult<T>) => {
        timer = setTimeout(show, patience, result);
      };
      try {
        return await index.search(query, { ...options, mode, signal, onLexical });
      } catch (error) {
        throw searchError(error);
      } finally {
        clearTimeout(timer);
      }
    },
    // Changes on a server are not reported, nor is a model that loads after a failure.
    staleTime: ({ state }) => (index.items && state.data?.mode === mode ? Number.POSITIVE_INFINITY : 0),
    gcTime: ANSWER_TIME,
  });
}

/** Options of {@link similarItemsQuery}. */
export type SimilarItemsQueryOptions<T> = Omit<VectorSearchOptions<T>, 'signal'>;

/**
 * TanStack Query options for the items of an index that are closest to one of them, without it. Answers are kept and invalidated
 * as those of {@link searchQuery}; it makes the vectors that are missing first.
 * @param facts As for {@link searchQuery}.
 */
export function similarItemsQuery<T>(
  index: SearchableIndex<T>,
  id: string,
  options: SimilarItemsQueryOptions<T> = {},
  facts?: IndexFacts,
) {
  const request = { query: JSON.stringify(['similar', id]), mode: 'semantic', ...options } as const;
  return queryOptions<SearchResult<T>, EmbedError, SearchResult<T>, SearchQueryKey>({
    ...PINNED,
    queryKey: keyOf(index, request, facts),
    queryFn: async ({ signal, client }) => {
      if (!facts) followIndex(client, index, currentKey(index));
      return index.similar(id, { ...options, signal }).catch((error: unknown) => {
        throw searchError(error);
      });
    },
    staleTime: index.items ? Number.POSITIVE_INFINITY : 0,
    gcTime: ANSWER_TIME,
  });
}

/** The key of a search: the index in this visit, its revision, the request, and how it is answered. Hits of one request may be merged. */
export type SearchQueryKey = readonly [
  ...IndexKey,
  revision: number | 'current',
  query: string,
  options: object,
  mode: SearchMode,
  vectors: 'whole' | 'part',
];

type IndexKey = readonly [prefix: typeof KEY_PREFIX, kind: 'search', visit: string, index: number];

/** The key of a search in no index. */
export const NO_SEARCH: SearchQueryKey = [KEY_PREFIX, 'search', '', 0, 0, '', {}, 'lexical', 'part'];

const QUERY_PART = 5;
const REQUEST_PARTS = 7;

function indexKey<T>(index: SearchableIndex<T>): IndexKey {
  return [KEY_PREFIX, 'search', sessionId(), numberOf(index)];
}

const currentKey = <T>(index: SearchableIndex<T>) => [...indexKey(index), 'current'] as const;

function keyOf<T>(
  index: SearchableIndex<T>,
  { query, mode, ...options }: SearchQueryOptions<T> & { readonly mode: SearchMode },
  facts: IndexFacts | undefined,
): SearchQueryKey {
  const revision = facts ? (facts.revision ?? 0) : 'current';
  const vectors = facts?.isComplete === false ? 'part' : 'whole';
  return [...indexKey(index), revision, hashTexts([query.trim()]), requestOf(options), mode, vectors];
}

/** Options as a key can hold them: without a user's texts, which values of a filter and selected values of facets may be. */
export function requestOf<T>({
  filter,
  selectedFacets,
  ...options
}: Omit<SearchQueryOptions<T>, 'query'>): object {
  return {
    ...options,
    ...(selectedFacets && { selectedFacets: digestOf(selectedFacets) }),
    ...(filter && { filter: typeof filter === 'function' ? numberOf(filter) : digestOf(filter) }),
  };
}

const digestOf = (values: object): string => hashTexts([hashKey([values])]);

/** The request of a key: index, revision, query and options, without the mode and without whether all vectors exist. */
export const requestKeyOf = (key: SearchQueryKey): string => hashKey(key.slice(0, REQUEST_PARTS));

/** Whether two keys are of the same query, whatever the index, its items and the options. */
export const haveSameQuery = (a: SearchQueryKey, b: SearchQueryKey): boolean =>
  a[QUERY_PART] === b[QUERY_PART];

/** Removes all results of a disposed index: they would keep it and its items in memory for a minute. */
export async function forgetSearches<T>(client: QueryClient, index: SearchableIndex<T>): Promise<void> {
  const queryKey = indexKey(index);
  await client.cancelQueries({ queryKey }); // one that ends after it was removed stays for its minute anyway
  client.removeQueries({ queryKey });
}

function searchError(error: unknown): EmbedError {
  if (EmbedError.is(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EmbedError('inference-failed', `The search failed: ${reason}`, { cause: error });
}
