import { assertComparable } from '../embedder/vectorCache.js';
import { EmbedError } from '../errors.js';

/** A vector's place in a list and how close it is. */
export interface VectorMatch {
  /** The position in the list that was searched. */
  readonly index: number;
  readonly score: number;
}

/** Options of {@link searchVectors}. */
export interface SearchVectorsOptions {
  /** @default 10 */
  readonly limit?: number;
  /** Leaves out what scores lower. Cosines of one model lie in a band of its own, so there is no default. */
  readonly minScore?: number;
}

/**
 * Cosine similarity of two vectors, from -1 to 1; 0 when one of them is all zeros.
 * @throws {EmbedError} `invalid-input` for different lengths or numbers that are not finite, `space-mismatch`.
 */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  const lengths = [lengthOf(a, 'a'), lengthOf(b, 'b')] as const;
  assertComparable(a, b);
  return cosine(a, lengths[0], b, lengths[1]);
}

/**
 * The vectors closest to `query` by cosine similarity, best first; equal scores in the order of the list.
 * Exact: every vector is compared. Errors as {@link cosineSimilarity}.
 */
export function searchVectors(
  query: Float32Array,
  vectors: readonly Float32Array[],
  { limit = 10, minScore = Number.NEGATIVE_INFINITY }: SearchVectorsOptions = {},
): VectorMatch[] {
  if (!(limit >= 0 && minScore === Number(minScore)))
    throw new EmbedError(
      'invalid-input',
      `limit is ${limit} and minScore is ${minScore}. Give numbers, and a limit from 0 on.`,
    );
  const length = lengthOf(query, 'query');
  const matches: VectorMatch[] = [];
  for (const [index, vector] of vectors.entries()) {
    const own = lengthOf(vector, `vectors[${index}]`);
    assertComparable(query, vector);
    const score = cosine(query, length, vector, own);
    if (score >= minScore) matches.push({ index, score });
  }
  return best(matches, limit);
}

/** The `limit` best matches, best first; equal scores by index. */
export function best(matches: readonly VectorMatch[], limit: number): VectorMatch[] {
  return matches.toSorted((a, b) => b.score - a.score || a.index - b.index).slice(0, limit);
}

function cosine(a: Float32Array, lengthA: number, b: Float32Array, lengthB: number): number {
  if (lengthA === 0 || lengthB === 0) return 0;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += (a[i] as number) * (b[i] as number);
  return dot / (lengthA * lengthB);
}

/** The L2 norm; throws for what is not a vector, and for NaN and infinities, which would rank at random. */
function lengthOf(vector: Float32Array, name: string): number {
  if (!(ArrayBuffer.isView(vector) || Array.isArray(vector)))
    throw new EmbedError('invalid-input', `${name} is not a vector.`, { details: { name } });
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  if (Number.isFinite(sum)) return Math.sqrt(sum);
  throw new EmbedError('invalid-input', `${name} holds a number that is not finite.`, { details: { name } });
}
