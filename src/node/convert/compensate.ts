import { BLOCK, bestScale, type FourBits, multiplierOf, roundTo4 } from './fourBits.js';

/** What is added to the diagonal, as a share of its mean, so that inputs that hardly differ do not blow up. */
const DAMPING = 0.01;
/** Compensation may make weights larger than they were. */
const HEADROOM = 1.15;

/**
 * Rounds a layer's weights to 4 bits such that its outputs change least: what one input's weights lose, those of the inputs
 * behind it make up for (GPTQ, Frantar et al., 2022).
 * @param values `inputs x outputs`
 * @param products how inputs go together: the sum of their products over texts, `inputs x inputs`. It is overwritten.
 */
export function roundCompensated(values: Float32Array, inputs: number, products: Float64Array): FourBits {
  const outputs = values.length / inputs;
  const weights = Float64Array.from(values);
  const factor = inverseFactor(products, inputs);
  const scale = Math.fround((HEADROOM * largestScale(values, inputs, outputs)) / 255) || 1;
  const integers = new Int8Array(values.length);
  const multipliers = new Uint8Array(Math.ceil(inputs / BLOCK) * outputs);
  const errors = Array.from({ length: Math.min(BLOCK, inputs) }, () => new Float64Array(outputs));
  for (let first = 0; first < inputs; first += BLOCK) {
    const end = Math.min(inputs, first + BLOCK);
    const own = multipliers.subarray((first / BLOCK) * outputs, (first / BLOCK + 1) * outputs);
    for (let n = 0; n < outputs; n++) {
      const range = { start: first * outputs + n, count: end - first, stride: outputs };
      own[n] = multiplierOf(bestScale(weights, range), scale);
    }
    for (let k = first; k < end; k++) {
      const error = errors[k - first] as Float64Array;
      const diagonal = factor[k * inputs + k] as number;
      for (let n = 0; n < outputs; n++) {
        const weight = weights[k * outputs + n] as number;
        const by = scale * (own[n] as number);
        const integer = roundTo4(weight, by);
        integers[k * outputs + n] = integer;
        error[n] = (weight - by * integer) / diagonal;
      }
      for (let row = k + 1; row < end; row++)
        subtract(weights, row, factor[k * inputs + row] as number, error);
    }
    for (let row = end; row < inputs; row++)
      for (let k = first; k < end; k++)
        subtract(weights, row, factor[k * inputs + row] as number, errors[k - first] as Float64Array);
  }
  return { integers, multipliers, scale };
}

/** `row -= by * error`. */
function subtract(weights: Float64Array, row: number, by: number, error: Float64Array): void {
  const start = row * error.length;
  for (let n = 0; n < error.length; n++)
    weights[start + n] = (weights[start + n] as number) - by * (error[n] as number);
}

function largestScale(values: Float32Array, inputs: number, outputs: number): number {
  let largest = 0;
  for (let first = 0; first < inputs; first += BLOCK)
    for (let n = 0; n < outputs; n++) {
      const range = { start: first * outputs + n, count: Math.min(BLOCK, inputs - first), stride: outputs };
      largest = Math.max(largest, bestScale(values, range));
    }
  return largest;
}

/**
 * The upper triangle U by which the inverse of a damped matrix is UᵀU. The matrix is RRᵀ with an upper triangle R, and U is
 * the inverse of R. Both are computed in range of the matrix.
 * @param share of the diagonal's mean, which is added to it
 */
export function inverseFactor(matrix: Float64Array, size: number, share = DAMPING): Float64Array {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i] as number;
  const damping = (share * trace) / size || 1; // of nothing but zeros
  for (let i = 0; i < size; i++) matrix[i * size + i] = (matrix[i * size + i] as number) + damping;
  for (let j = size - 1; j >= 0; j--) {
    const row = j * size;
    const left = (matrix[row + j] as number) - dot(matrix, row, row, j + 1, size);
    const diagonal = Math.sqrt(Math.max(left, Number.MIN_VALUE));
    matrix[row + j] = diagonal;
    for (let i = 0; i < j; i++) {
      const above = i * size;
      matrix[above + j] = ((matrix[above + j] as number) - dot(matrix, above, row, j + 1, size)) / diagonal;
    }
  }
  invertTriangle(matrix, size);
  return matrix;
}

/** The dot product of two rows, given by their offsets, from a column to the end. Four sums at a time do not wait for each other. */
function dot(matrix: Float64Array, a: number, b: number, from: number, size: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let k = from;
  for (; k + 3 < size; k += 4) {
    first += (matrix[a + k] as number) * (matrix[b + k] as number);
    second += (matrix[a + k + 1] as number) * (matrix[b + k + 1] as number);
    third += (matrix[a + k + 2] as number) * (matrix[b + k + 2] as number);
    fourth += (matrix[a + k + 3] as number) * (matrix[b + k + 3] as number);
  }
  for (; k < size; k++) first += (matrix[a + k] as number) * (matrix[b + k] as number);
  return first + second + third + fourth;
}

/** From the last row up, each from those below it. What is below the diagonal is not read. */
function invertTriangle(matrix: Float64Array, size: number): void {
  const sums = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const row = matrix.subarray(i * size, (i + 1) * size);
    sums.fill(0);
    for (let k = i + 1; k < size; k++) {
      const by = row[k] as number;
      const below = matrix.subarray(k * size, (k + 1) * size);
      for (let j = k; j < size; j++) sums[j] = (sums[j] as number) + by * (below[j] as number);
    }
    const diagonal = row[i] as number;
    row[i] = 1 / diagonal;
    for (let j = i + 1; j < size; j++) row[j] = -(sums[j] as number) / diagonal;
  }
}
