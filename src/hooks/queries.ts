import { queryOptions } from '@tanstack/react-query';
import { cosineSimilarity, type Embedder, type EmbedError, fingerprint, type Role } from '../engine/index.js';

/** Options of {@link embeddingQuery} and {@link embeddingsQuery}. */
export interface EmbeddingQueryOptions {
  /** @default 'document' */
  readonly role?: Role | undefined;
}

// A vector follows from its key and never grows old; the durable cache is the embedder's.
const PURE = {
  staleTime: 'static',
  gcTime: typeof window === 'undefined' ? 0 : 5 * 60_000, // a server renders without results, and must not wait
  retry: false,
  networkMode: 'always', // the default would pause local work while the browser is offline
  structuralSharing: false, // it knows nothing of typed arrays
} as const;

/**
 * TanStack Query options for the vector of one text: for prefetching, or hooks of your own.
 * @param space The vector space: `useEmbedder().space` in a component, which renders again when it changes.
 * @default the embedder's current one
 */
export function embeddingQuery(
  embedder: Embedder,
  text: string,
  { role = 'document' }: EmbeddingQueryOptions = {},
  space: string = embedder.space,
) {
  return queryOptions<Float32Array, EmbedError, Float32Array, EmbeddingKey>({
    queryKey: ['embedding', space, role, text],
    queryFn: ({ signal }) => embedder.embed(text, { role, signal, space }),
    ...PURE,
  });
}

/**
 * TanStack Query options for the vectors of many texts, in their order, as one query.
 * @param space As for {@link embeddingQuery}.
 */
export function embeddingsQuery(
  embedder: Embedder,
  texts: readonly string[],
  { role = 'document' }: EmbeddingQueryOptions = {},
  space: string = embedder.space,
) {
  return queryOptions<readonly Float32Array[], EmbedError, readonly Float32Array[], EmbeddingKey>({
    queryKey: ['embeddings', space, role, digestOf(texts)],
    queryFn: ({ signal }) => embedder.embedMany(texts, { role, signal, space }),
    ...PURE,
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
  { role = 'document' }: EmbeddingQueryOptions = {},
  space: string = embedder.space,
) {
  return queryOptions<number, EmbedError, number, SimilarityKey>({
    queryKey: ['similarity', space, role, a, b],
    queryFn: async ({ signal }) => {
      const [first, second] = await embedder.embedMany([a, b], { role, signal, space });
      return cosineSimilarity(first as Float32Array, second as Float32Array); // one for each text
    },
    ...PURE,
  });
}

/** A label, and how close it is to a text. */
export interface LabelScore<L extends string> {
  readonly label: L;
  /** Cosine similarity of the text and the label's. */
  readonly cosine: number;
}

/** Options of {@link classificationQuery}. */
export interface ClassificationOptions<L extends string> {
  /**
   * What a label stands for, in words as a text of its kind would have them: more of them make it surer.
   * @default the label itself
   */
  readonly describe?: ((label: L) => string) | undefined;
}

/**
 * TanStack Query options for the labels of a text, closest first, by what labels mean: nothing is trained. Equal ones come in the
 * order of the list.
 * @param space As for {@link embeddingQuery}.
 */
export function classificationQuery<const L extends string>(
  embedder: Embedder,
  text: string,
  labels: readonly L[],
  { describe = (label) => label }: ClassificationOptions<L> = {},
  space: string = embedder.space,
) {
  const texts = labels.map(describe);
  return queryOptions<readonly LabelScore<L>[], EmbedError, readonly LabelScore<L>[], ClassificationKey>({
    queryKey: ['classification', space, text, labels, texts],
    queryFn: async ({ signal }) => {
      const [vector, ...vectors] = await embedder.embedMany([text, ...texts], { signal, space });
      return labels
        .map((label, i) => ({
          label,
          cosine: cosineSimilarity(vector as Float32Array, vectors[i] as Float32Array), // one for each text
        }))
        .toSorted((a, b) => b.cosine - a.cosine);
    },
    ...PURE,
  });
}

type SimilarityKey = readonly ['similarity', string, Role, string, string];
type ClassificationKey = readonly ['classification', string, string, readonly string[], readonly string[]];

/** Space, role, and the text or the digest of the texts. */
type EmbeddingKey = readonly ['embedding' | 'embeddings', string, Role, string];

const digests = new WeakMap<readonly string[], string>();

/** Lists are compared by content, so a list that is made anew at each render asks for nothing new. */
function digestOf(texts: readonly string[]): string {
  const digest = digests.get(texts) ?? fingerprint(texts);
  digests.set(texts, digest);
  return digest;
}
