'use client';

import { type UseSuspenseQueryResult, useSuspenseQuery } from '@tanstack/react-query';
import { EmbedError } from '../engine/index.js';
import { definedOf } from './props/optionalProps.js';
import {
  type EmbeddingQueryOptions,
  embeddingQuery,
  nothingKey,
  type VectorKey,
} from './queries/vectorQueries.js';
import {
  isThere,
  useVectorSpace,
  type VectorObserverOptions,
  type VectorResult,
  withMeaning,
} from './useVectorQuery.js';

/** Options of {@link useSuspenseEmbedding}: of the vector, and of TanStack Query. */
export interface UseSuspenseEmbeddingOptions<Selected = Float32Array>
  extends EmbeddingQueryOptions,
    Pick<VectorObserverOptions<Float32Array, Selected>, 'select' | 'gcTime' | 'meta'> {}

type SuspenseResult<Selected> = VectorResult<UseSuspenseQueryResult<Selected, EmbedError>>;

/**
 * {@link useEmbedding} that suspends until the vector is there and throws its error to the nearest error boundary. `undefined` or
 * `null` asks for nothing, and does not suspend.
 * @throws {EmbedError} `client-only` on a server that was not given the vector, where React shows the `<Suspense>` fallback
 *   and tries again in the browser.
 */
export function useSuspenseEmbedding<Selected = Float32Array>(
  text: string,
  options?: UseSuspenseEmbeddingOptions<Selected>,
): SuspenseResult<Selected>;
export function useSuspenseEmbedding<Selected = Float32Array>(
  text: string | undefined | null,
  options?: UseSuspenseEmbeddingOptions<Selected>,
): SuspenseResult<Selected | undefined>;
export function useSuspenseEmbedding<Selected = Float32Array>(
  text: string | undefined | null,
  { role, requireSemantic, ...options }: UseSuspenseEmbeddingOptions<Selected> = {},
): SuspenseResult<Selected | undefined> {
  const { embedder, queryClient, space, meaning } = useVectorSpace('useSuspenseEmbedding');
  const query: Omit<ReturnType<typeof embeddingQuery>, 'select'> = embeddingQuery(
    embedder,
    text ?? '',
    { role, requireSemantic },
    space,
  );
  const isAsked = isThere(text);
  if (isServer && isAsked && queryClient.getQueryData(query.queryKey) === undefined) throw clientOnly();
  const result = useSuspenseQuery<Float32Array, EmbedError, Selected | undefined, VectorKey>(
    isAsked ? { ...query, ...definedOf(options) } : NO_QUERY,
    queryClient,
  );
  return withMeaning(result, meaning);
}

const isServer = typeof window === 'undefined';

const NO_VECTOR = /* @__PURE__ */ new Float32Array();

/** Answered without a fetch, and without data. A suspending hook has no `skipToken`. */
const NO_QUERY = {
  queryKey: nothingKey('suspense'),
  queryFn: () => NO_VECTOR,
  initialData: () => NO_VECTOR,
  select: () => undefined,
  staleTime: 'static',
} as const;

/** Next.js takes an error with this digest for what it is here, and not for a failed page: it has no other name for it. */
const NEXT_DIGEST = 'BAILOUT_TO_CLIENT_SIDE_RENDERING';

function clientOnly(): EmbedError {
  const message =
    'Vectors are computed in the browser. A server renders the fallback of the <Suspense> around this component.';
  return Object.assign(new EmbedError('client-only', message), { digest: NEXT_DIGEST });
}
