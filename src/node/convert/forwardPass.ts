import { writePositions } from '../../engine/workers/embedding/formats/onnxWriter/matrices.js';
import type { BertWeights, LayerNorm } from '../../engine/workers/embedding/formats/types.js';

// The parts of a BERT's forward pass that are no product with a weight, in floats. Rows are the tokens of all texts, one text
// after the other.

/** What the first layer reads: a row for each token. @param words the table of word vectors */
export function embedTokens(
  weights: BertWeights,
  words: Float32Array,
  texts: readonly (readonly number[])[],
): Float32Array {
  const { hidden, positions, embeddingNorm, epsilon } = weights;
  const positionTable = new Float32Array(positions.rows * hidden);
  writePositions(weights, positionTable);
  const x = new Float32Array(texts.flat().length * hidden);
  let row = 0;
  for (const ids of texts)
    for (const [position, id] of ids.entries()) {
      for (let i = 0; i < hidden; i++)
        x[row * hidden + i] =
          (words[id * hidden + i] as number) + (positionTable[position * hidden + i] as number);
      row++;
    }
  return normalize(x, embeddingNorm, epsilon);
}

/** Attention within each text. @param lengths how many tokens each text has */
export function attend(
  [query, key, value]: readonly [Float32Array, Float32Array, Float32Array],
  { hidden, heads }: Pick<BertWeights, 'hidden' | 'heads'>,
  lengths: readonly number[],
): Float32Array {
  const size = hidden / heads;
  const out = new Float32Array(query.length);
  const [own, sums] = [new Float64Array(size), new Float64Array(size)];
  let first = 0;
  for (const length of lengths) {
    const shares = new Float64Array(length);
    for (let head = 0; head < heads; head++)
      for (let row = 0; row < length; row++) {
        const start = first * hidden + head * size;
        const at = start + row * hidden;
        for (let i = 0; i < size; i++) own[i] = (query[at + i] as number) / Math.sqrt(size);
        for (let other = 0; other < length; other++) shares[other] = dot(own, key, start + other * hidden);
        softmax(shares);
        sums.fill(0);
        for (let other = 0; other < length; other++)
          addTo(sums, shares[other] as number, value, start + other * hidden);
        out.set(sums, at);
      }
    first += length;
  }
  return out;
}

function dot(a: Float64Array, b: Float32Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[from + i] as number);
  return sum;
}

function addTo(sums: Float64Array, share: number, values: Float32Array, from: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + share * (values[from + i] as number);
}

function softmax(values: Float64Array): void {
  const largest = values.reduce((a, b) => Math.max(a, b));
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] = Math.exp((values[i] as number) - largest);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / total;
}

export function normalize(x: Float32Array, { gain, bias }: LayerNorm, epsilon: number): Float32Array {
  const { length } = gain;
  const y = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += length) {
    let [mean, variance] = [0, 0];
    for (let i = 0; i < length; i++) mean += (x[start + i] as number) / length;
    for (let i = 0; i < length; i++) variance += ((x[start + i] as number) - mean) ** 2 / length;
    const by = 1 / Math.sqrt(variance + epsilon);
    for (let i = 0; i < length; i++)
      y[start + i] = ((x[start + i] as number) - mean) * by * (gain[i] as number) + (bias[i] as number);
  }
  return y;
}

export const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));

/** To 1.5e-7: Abramowitz and Stegun, 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
