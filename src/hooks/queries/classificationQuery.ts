import { cosineSimilarity, type Embedder } from '../../engine/index.js';
import { type SimilarityQueryOptions, VECTOR_TIME, vectorQuery } from './vectorQueries.js';

/** A label, and how close it is to a text. */
export interface LabelScore<L extends string> {
  readonly label: L;
  /** Cosine similarity of the text and the label's. */
  readonly cosine: number;
}

/** Options of {@link classificationQuery}. */
export interface ClassificationOptions<L extends string>
  extends Pick<SimilarityQueryOptions, 'requireSemantic'> {
  /**
   * A description of a label, in words that a text of its kind would use: longer descriptions classify more reliably.
   * @default the label itself
   */
  readonly describe?: ((label: L) => string) | undefined;
}

/**
 * TanStack Query options for the labels of a text, closest first: zero-shot classification by similarity. Equal ones
 * keep the order of the list.
 * @param space As for {@link embeddingQuery}.
 */
export function classificationQuery<const L extends string>(
  embedder: Embedder,
  text: string,
  labels: readonly L[],
  { describe = (label) => label, requireSemantic = true }: ClassificationOptions<L> = {},
  space: string = embedder.space,
) {
  const described = labels.map(describe);
  const texts = [text, ...labels, ...described];
  const facts = {
    kind: 'classification',
    embedder,
    space,
    role: 'document',
    requireSemantic,
    texts,
  } as const;
  return vectorQuery<readonly LabelScore<L>[]>(facts, VECTOR_TIME, async (options) => {
    const [vector, ...vectors] = await embedder.embedMany([text, ...described], options);
    return labels
      .map((label, i) => ({
        label,
        cosine: cosineSimilarity(vector as Float32Array, vectors[i] as Float32Array), // one for each text
      }))
      .toSorted((a, b) => b.cosine - a.cosine);
  });
}
