import type { Pooling } from '../../../models/types.js';

/**
 * One vector from the vectors of a text's tokens.
 * @param hidden `tokens x dimensions`, row by row, without padding: every token counts.
 */
export function pool(hidden: Float32Array, dimensions: number, pooling: Pooling): Float32Array {
  if (pooling === 'lasttoken') return hidden.slice(-dimensions);
  const vector = hidden.slice(0, dimensions); // the first token is [CLS]
  if (pooling === 'cls') return vector;
  if (pooling === 'max') return largest(hidden, vector);
  for (let i = dimensions; i < hidden.length; i++) {
    const column = i % dimensions;
    vector[column] = (vector[column] as number) + (hidden[i] as number);
  }
  const tokens = hidden.length / dimensions;
  return vector.map((sum) => sum / (pooling === 'mean' ? tokens : Math.sqrt(tokens)));
}

function largest(hidden: Float32Array, vector: Float32Array): Float32Array {
  const { length } = vector;
  for (let i = length; i < hidden.length; i++)
    vector[i % length] = Math.max(vector[i % length] as number, hidden[i] as number);
  return vector;
}

/** `vector` scaled to length 1 (L2); a vector of zeros stays as it is. */
export function normalizeL2(vector: Float32Array): Float32Array {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  const length = Math.sqrt(sum);
  return length === 0 ? vector : vector.map((value) => value / length);
}
