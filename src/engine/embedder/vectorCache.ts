import { EmbedError, modelRequired } from '../errors.js';
import { BoundedMap } from '../utils/BoundedMap.js';
import { isHashVector } from '../utils/hashVector.js';

/** Options of {@link createVectorCache}. */
export interface VectorCacheOptions {
  /**
   * How many vectors to keep; the one unused for longest goes first. 20,000 of 384 numbers are 31 MB.
   * @default 20000
   */
  readonly maxVectors?: number;
}

/** Keeps vectors in memory by space and input. Shared by the embedders that are given it. */
export interface VectorCache {
  /** The vector of an input in a space, if it is there. */
  get(space: string, input: string): Float32Array | undefined;
  /** Keeps a vector; it may forget others. */
  set(space: string, input: string, vector: Float32Array): void;
  /** How many vectors there are. */
  readonly size: number;
}

/** A vector cache in memory that forgets the least recently used vector first. */
export function createVectorCache({ maxVectors = 20_000 }: VectorCacheOptions = {}): VectorCache {
  const vectors = new BoundedMap<string, Float32Array>(maxVectors);
  const keyOf = (space: string, input: string) => `${space}\n${input}`;
  return {
    get(space, input) {
      const key = keyOf(space, input);
      const vector = vectors.get(key);
      if (vector) vectors.set(key, vector);
      return vector;
    },
    set(space, input, vector) {
      vectors.set(keyOf(space, input), vector);
    },
    get size() {
      return vectors.size;
    },
  };
}

const spaces = new WeakMap<Float32Array, string>();

/** The space that a vector from an embedder lies in; `undefined` for a vector from elsewhere. */
export function spaceOf(vector: Float32Array): string | undefined {
  return spaces.get(vector);
}

/** Marks `vector` as lying in `space`. For vectors that come back from storage or another page. */
export function withSpace(vector: Float32Array, space: string): Float32Array {
  spaces.set(vector, space);
  return vector;
}

/**
 * Throws unless `a` and `b` can be compared.
 * @throws {EmbedError} `invalid-input` for different lengths, `space-mismatch` for vectors of different spaces.
 */
export function assertComparable(a: Float32Array, b: Float32Array): void {
  if (a.length !== b.length) {
    throw new EmbedError(
      'invalid-input',
      `Vectors of ${a.length} and ${b.length} dimensions cannot be compared.`,
      {
        details: { dimensions: [a.length, b.length] },
      },
    );
  }
  const [left, right] = [spaceOf(a), spaceOf(b)];
  if (left !== undefined && right !== undefined && left !== right) {
    throw new EmbedError(
      'space-mismatch',
      `Vectors of ${left} and ${right} cannot be compared. Embed both texts with the same model and settings.`,
      { details: { spaces: [left, right] } },
    );
  }
  if (isHashVector(a) !== isHashVector(b))
    throw new EmbedError(
      'space-mismatch',
      'One of these vectors is of the hash backend, and has no meaning. Embed both texts with the same model.',
    );
}

/**
 * Throws if one of `vectors` is of the hash backend, and so has no meaning: also a copy, which has no space.
 * @throws {EmbedError} `backend-unavailable`
 */
export function assertSemantic(vectors: readonly Float32Array[]): void {
  if (vectors.some(isHashVector)) throw modelRequired();
}
