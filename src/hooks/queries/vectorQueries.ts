import { type QueryClient, queryOptions } from '@tanstack/react-query';
import {
  cosineSimilarity,
  type Embedder,
  EmbedError,
  type EmbedRole,
  hashTexts,
  isSpaceKnown,
} from '../../engine/index.js';
import { noteProgress } from './embedProgress.js';
import { KEY_PREFIX, PINNED } from './queryDefaults.js';
import { rememberTexts, sharedVectors } from './sharedVectors.js';

/** Options of {@link embeddingQuery} and {@link embeddingsQuery}. */
export interface EmbeddingQueryOptions {
  /** @default 'document' */
  readonly role?: EmbedRole | undefined;
  /**
   * Whether vectors without a meaning, those of the hash backend (`ModelInfo.semantic`), are an error: `backend-unavailable`.
   * @default false
   */
  readonly requireSemantic?: boolean | undefined;
}

/** Options of {@link similarityQuery}. */
export interface SimilarityQueryOptions {
  /** @default 'document' */
  readonly role?: EmbedRole | undefined;
  /**
   * Whether vectors without a meaning, those of the hash backend (`ModelInfo.semantic`), are an error:
   * `backend-unavailable`. Their similarity only shows whether two texts are equal.
   * @default true
   */
  readonly requireSemantic?: boolean | undefined;
}

type VectorKind = 'embedding' | 'embeddings' | 'similarity' | 'classification';

/**
 * Prefix, kind, vector space, settings, and a hash of the texts. A key may be stored or sent by the app, so the texts
 * themselves are not in it.
 */
export type VectorKey = readonly [typeof KEY_PREFIX, VectorKind, string, string, string];

/** Whether a key is that of vectors, or of something computed from them. */
export const isVectorKey = ([prefix, kind]: readonly unknown[]): boolean =>
  prefix === KEY_PREFIX && kind !== 'search' && kind !== 'model-store';

/** The key of a disabled query: an undefined text has no vector, and not that of the empty string. */
export const nothingKey = (hook: string): VectorKey => [KEY_PREFIX, 'embedding', '', hook, ''];

const isServer = typeof window === 'undefined';

// A vector follows from its key and is never stale; the embedder has a cache of its own.
const PURE = {
  staleTime: 'static',
  ...PINNED,
} as const;

/**
 * How long unused vectors are cached, in milliseconds. On a server as long as their query client, and no timer keeps it
 * alive.
 */
export const VECTOR_TIME = isServer ? Number.POSITIVE_INFINITY : 5 * 60_000;
/** The same for lists, of which there are many while one is edited. */
const LIST_TIME = isServer ? Number.POSITIVE_INFINITY : 60_000;

/**
 * TanStack Query options for the vector of one text: for prefetching, or hooks of your own.
 * @param space The vector space: `useEmbedder().space` in a component, which renders again when it changes.
 * @default the embedder's current one
 */
export function embeddingQuery(
  embedder: Embedder,
  text: string,
  { role = 'document', requireSemantic = false }: EmbeddingQueryOptions = {},
  space: string = embedder.space,
) {
  const facts = { kind: 'embedding', embedder, space, role, requireSemantic, texts: [text] } as const;
  return vectorQuery(facts, VECTOR_TIME, (options) => embedder.embed(text, options));
}

/**
 * TanStack Query options for the vectors of many texts, in their order, as one query. Lists that are in the query client share
 * the vectors of equal texts, and only those of new ones are computed.
 * @param space As for {@link embeddingQuery}.
 */
export function embeddingsQuery(
  embedder: Embedder,
  texts: readonly string[],
  { role = 'document', requireSemantic = false }: EmbeddingQueryOptions = {},
  space: string = embedder.space,
) {
  const facts = { kind: 'embeddings', embedder, space, role, requireSemantic, texts } as const;
  return vectorQuery<readonly Float32Array[]>(facts, LIST_TIME, async (options, client, key) => {
    const known = sharedVectors(client, key, texts);
    const missing = Array.from(new Set(texts)).filter((text) => !known.has(text));
    const embedMissing = () => {
      const total = texts.length;
      const note = (more: number) =>
        noteProgress(client, key, { done: total - missing.length + more, total });
      note(0);
      return embedder
        .embedMany(missing, { ...options, onProgress: ({ done }) => note(done) })
        .finally(() => noteProgress(client, key, undefined));
    };
    const made = missing.length > 0 ? await embedMissing() : [];
    for (const [i, text] of missing.entries()) known.set(text, made[i] as Float32Array); // one for each text
    const vectors = texts.map((text) => known.get(text) as Float32Array);
    return rememberTexts(vectors, texts);
  });
}

/**
 * TanStack Query options for the cosine similarity of two texts.
 * @param space As for {@link embeddingQuery}.
 */
export function similarityQuery(
  embedder: Embedder,
  a: string,
  b: string,
  { role = 'document', requireSemantic = true }: SimilarityQueryOptions = {},
  space: string = embedder.space,
) {
  const facts = { kind: 'similarity', embedder, space, role, requireSemantic, texts: [a, b] } as const;
  return vectorQuery(facts, VECTOR_TIME, async (options) => {
    const [first, second] = await embedder.embedMany([a, b], options);
    return cosineSimilarity(first as Float32Array, second as Float32Array); // one for each text
  });
}

interface VectorFacts {
  readonly kind: VectorKind;
  readonly embedder: Embedder;
  readonly space: string;
  readonly role: EmbedRole;
  readonly requireSemantic: boolean;
  readonly texts: readonly string[];
}

interface VectorOptions {
  readonly role: EmbedRole;
  readonly requireSemantic: boolean;
  readonly space: string;
  readonly signal: AbortSignal;
}

export function vectorQuery<Data>(
  { kind, embedder, space, role, requireSemantic, texts }: VectorFacts,
  gcTime: number,
  compute: (options: VectorOptions, client: QueryClient, key: VectorKey) => Promise<Data>,
) {
  const settings = requireSemantic ? `${role}, semantic` : role;
  const keyIn = (own: string): VectorKey => [KEY_PREFIX, kind, own, settings, digestOf(texts)];
  return queryOptions<Data, EmbedError, Data, VectorKey>({
    queryKey: keyIn(space),
    queryFn: async ({ signal, client }) => {
      // While a model's folder has not been read, its space is not known: loading it tells.
      const own = isSpaceKnown(space) ? space : (await embedder.load({ signal })).space;
      const data = await compute({ role, requireSemantic, space: own, signal }, client, keyIn(own));
      if (own === space) return data;
      client.setQueryData(keyIn(own), data);
      // The model is not what makes vectors now: they are not to be found where its own will be looked for.
      if (!embedder.model.semantic) throw fellBack(own);
      return data;
    },
    gcTime,
    ...PURE,
  });
}

const fellBack = (space: string) =>
  new EmbedError(
    'space-mismatch',
    `The model could not be loaded, and these vectors are of ${space}. Ask again.`,
    {
      details: { actual: space },
    },
  );

const digests = new WeakMap<readonly string[], string>();

/** Lists are compared by content, so a new array at each render causes no new query. */
function digestOf(texts: readonly string[]): string {
  const digest = digests.get(texts) ?? hashTexts(texts);
  digests.set(texts, digest);
  return digest;
}
