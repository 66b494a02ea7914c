import { hashKey, type QueryClient, queryOptions } from '@tanstack/react-query';
import {
  EmbedError,
  type SearchableIndex,
  type SearchMode,
  type SearchOptions,
  type SearchResult,
} from '../engine/index.js';

/** Options of {@link searchQuery}. */
export type SearchQueryOptions<T> = Omit<SearchOptions<T>, 'signal' | 'onLexical'> & {
  /** What is searched for. */
  readonly query: string;
};

/**
 * How long a list by words is held back when meaning should come at once, in milliseconds: up to a tenth of a second people
 * feel no wait (Nielsen, Usability Engineering, 1993, section 5.5), and a list that is replaced so soon only flickers.
 */
export const PATIENCE_MS = 100;

/**
 * TanStack Query options for a search of an index, local or remote: for prefetching, or hooks of your own.
 *
 * An answer changes when the index does. So the key holds which index it is, its `revision`, and whether all items have
 * their vectors: take the options anew when the index tells of a change. What happens on a server nobody tells of, so an
 * answer is stale at once, and asked for again when something mounts with it. A filter's fields are compared by content;
 * another function is another query.
 */
export function searchQuery<T>(
  index: SearchableIndex<T>,
  { query, mode = 'hybrid', ...options }: SearchQueryOptions<T>,
) {
  const queryKey = keyOf(index, query, mode, options);
  return queryOptions<SearchResult<T>, EmbedError, SearchResult<T>, SearchKey>({
    queryKey,
    queryFn: async ({ signal, client }) => {
      const patience = index.getState().status === 'ready' ? PATIENCE_MS : 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const show = (result: SearchResult<T>) => client.setQueryData(lexicalKey(queryKey), result);
      const onLexical = (result: SearchResult<T>) => {
        timer = setTimeout(show, patience, result);
      };
      try {
        return await index.search(query, { ...options, mode, signal, onLexical });
      } catch (error) {
        throw EmbedError.is(error) ? error : failed(error);
      } finally {
        clearTimeout(timer);
      }
    },
    staleTime: 0,
    gcTime: typeof window === 'undefined' ? 0 : 60_000,
    retry: false,
    networkMode: 'always', // the default would pause local work while the browser is offline
    structuralSharing: false, // it would copy items
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The index and its revision, the question, and how it is answered. Answers of one question may merge into each other. */
export type SearchKey = readonly ['search', number, number, string, object, SearchMode, 'whole' | 'part'];

function keyOf<T>(
  index: SearchableIndex<T>,
  query: string,
  mode: SearchMode,
  options: Omit<SearchQueryOptions<T>, 'query' | 'mode'>,
): SearchKey {
  const { status, items, embedded } = index.getState();
  const vectors = status === 'ready' || embedded >= items ? 'whole' : 'part';
  return ['search', numberOf(index), index.revision ?? 0, query.trim(), askedOf(options), mode, vectors];
}

/** Options as a key can hold them. */
export function askedOf<T>({ filter, ...options }: Omit<SearchQueryOptions<T>, 'query'>): object {
  return { ...options, filter: typeof filter === 'function' ? numberOf(filter) : filter };
}

/** What is asked, whether by words or by meaning, and however many vectors there are. */
export const questionOf = (key: SearchKey): string => hashKey(key.slice(0, 5));

/** Where what is found by words is kept, until there is more. */
export const lexicalKey = (key: SearchKey) => [...key, 'lexical'] as const;

/** Forgets all answers of an index that has gone: they would keep it, and its items, for a minute. */
export async function forgetSearches<T>(client: QueryClient, index: SearchableIndex<T>): Promise<void> {
  const queryKey = ['search', numberOf(index)];
  await client.cancelQueries({ queryKey }); // one that ends after it was removed stays for its minute all the same
  client.removeQueries({ queryKey });
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** A key can hold neither an index nor a function. */
function numberOf(value: object): number {
  const number = numbers.get(value) ?? ++count;
  numbers.set(value, number);
  return number;
}

function failed(error: unknown): EmbedError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EmbedError('inference-failed', `The search failed: ${reason}`, { cause: error });
}
