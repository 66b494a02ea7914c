'use client';

import {
  type QueryClient,
  skipToken,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query';
import type { Embedder, EmbedError } from '../engine/index.js';
import { definedOf, type OptionalProps } from './props/optionalProps.js';
import { useEmbedderContext } from './provider/context.js';
import { nothingKey, type VectorKey } from './queries/vectorQueries.js';
import { isKnownSemantic, isSemantic, spaceOfEmbedder, useEmbedderValue } from './useEmbedderValue.js';

type Observed<Data, Selected> = UseQueryOptions<Data, EmbedError, Selected, VectorKey>;

/** Options of TanStack Query that the hooks of vectors take. */
export type VectorObserverOptions<Data, Selected = Data> = OptionalProps<
  Pick<
    Observed<Data, Selected>,
    'select' | 'enabled' | 'placeholderData' | 'gcTime' | 'throwOnError' | 'notifyOnChangeProps' | 'meta'
  >
>;

/** A TanStack Query result, and whether its vectors come from a model. */
export type VectorResult<R> = R & {
  /**
   * `ModelInfo.semantic` of the embedder: `false` on the hash backend, whose vectors only show whether texts are equal;
   * `undefined` until there is a vector or the embedder is ready.
   */
  readonly semantic: boolean | undefined;
};

/** The embedder, and what of it the keys of vectors hold. */
export interface VectorSpace {
  readonly embedder: Embedder;
  readonly queryClient: QueryClient;
  readonly space: string;
  readonly meaning: Meaning;
}

/** Whether vectors have a meaning. */
interface Meaning {
  /** Whether the vectors in `data` have a meaning. */
  readonly isSemantic: boolean;
  /** Whether those to come will have one; `undefined` until that is known. */
  readonly known: boolean | undefined;
}

/** Watches the space of the nearest provider's embedder; `hook` is named in the error when there is none. */
export function useVectorSpace(hook: string): VectorSpace {
  const { embedder, queryClient } = useEmbedderContext(hook);
  const space = useEmbedderValue(embedder, spaceOfEmbedder);
  const meaning = {
    isSemantic: useEmbedderValue(embedder, isSemantic),
    known: useEmbedderValue(embedder, isKnownSemantic),
  };
  return { embedder, queryClient, space, meaning };
}

type AskedQuery<Data> = Pick<
  Observed<Data, Data>,
  'queryFn' | 'queryKey' | 'staleTime' | 'networkMode' | 'retry'
>;

/** The result of a query of vectors. @param isAsked `false` disables the query, which then has no data. */
export function useVectorQuery<Data, Selected>(
  query: AskedQuery<Data>,
  isAsked: boolean,
  options: VectorObserverOptions<Data, Selected>,
  { queryClient, meaning }: VectorSpace,
): VectorResult<UseQueryResult<Selected, EmbedError>> {
  const asked: AskedQuery<Data> = isAsked
    ? query
    : { ...query, queryKey: nothingKey(''), queryFn: skipToken };
  const result = useQuery<Data, EmbedError, Selected, VectorKey>(
    { ...asked, ...definedOf(options) },
    queryClient,
  );
  return withMeaning(result, meaning);
}

type Observation = Pick<UseQueryResult, 'data'> & { readonly isPlaceholderData?: boolean };

/** A result that re-renders only for the properties that a component reads, as TanStack Query's own does. */
export function withMeaning<R extends Observation>(
  result: R,
  { isSemantic, known }: Meaning,
): VectorResult<R> {
  const semanticOf = ({ data, isPlaceholderData }: R) =>
    data === undefined || isPlaceholderData ? known : isSemantic;
  return new Proxy(result, {
    get: (target, name) => (name === 'semantic' ? semanticOf(target) : Reflect.get(target, name)),
    has: (target, name) => name === 'semantic' || Reflect.has(target, name),
  }) as VectorResult<R>; // the proxy has what the type adds
}

/** Whether a text, or a list of them, is there already. */
export const isThere = <T>(value: T | undefined | null): value is T => value !== undefined && value !== null;
