import { queryOptions } from '@tanstack/react-query';
import { digestOfTexts, type Embedder, type EmbedError, type Role } from '../engine/index.js';

/** Options of {@link embeddingQuery} and {@link embeddingsQuery}. */
export interface EmbeddingQueryOptions {
  /** @default 'document' */
  readonly role?: Role;
}

// A vector follows from its key and never grows old; the durable cache is the embedder's.
const PURE = {
  staleTime: 'static',
  gcTime: typeof window === 'undefined' ? 0 : 5 * 60_000, // a server renders without results, and must not wait
  retry: false,
  networkMode: 'always', // the default would pause local work while the browser is offline
  structuralSharing: false, // it knows nothing of typed arrays
} as const;

/** TanStack Query options for the vector of one text: for prefetching, or hooks of your own. */
export function embeddingQuery(
  embedder: Embedder,
  text: string,
  { role = 'document' }: EmbeddingQueryOptions = {},
) {
  const { space } = embedder;
  return queryOptions<Float32Array, EmbedError, Float32Array, EmbeddingKey>({
    queryKey: ['embedding', space, role, text],
    queryFn: ({ signal }) => embedder.embed(text, { role, signal, space }),
    ...PURE,
  });
}

/** TanStack Query options for the vectors of many texts, in their order, as one query. */
export function embeddingsQuery(
  embedder: Embedder,
  texts: readonly string[],
  { role = 'document' }: EmbeddingQueryOptions = {},
) {
  const { space } = embedder;
  return queryOptions<readonly Float32Array[], EmbedError, readonly Float32Array[], EmbeddingKey>({
    queryKey: ['embeddings', space, role, digestOf(texts)],
    queryFn: ({ signal }) => embedder.embedMany(texts, { role, signal, space }),
    ...PURE,
  });
}

/** Space, role, and the text or the digest of the texts. */
type EmbeddingKey = readonly ['embedding' | 'embeddings', string, Role, string];

const digests = new WeakMap<readonly string[], string>();

/** Lists are compared by content, so a list that is made anew at each render asks for nothing new. */
function digestOf(texts: readonly string[]): string {
  const digest = digests.get(texts) ?? digestOfTexts(texts);
  digests.set(texts, digest);
  return digest;
}
