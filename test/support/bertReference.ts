// A BERT with random weights, and its forward pass by the formulas of the paper (Devlin et al., 2018), in float64 and
// plain loops: what the encoder must agree with.

import type {
  BertWeights,
  LayerNorm,
  Linear,
  Table,
  Tensor,
} from '../../src/engine/workers/embedding/formats/types.js';

export interface Shape {
  readonly hidden: number;
  readonly heads: number;
  readonly inner: number;
  readonly layers: number;
  readonly positions?: number;
}

const WORDS = 100;
const EPSILON = 1e-12;

/** Numbers between -1 and 1 that a seed decides (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** Weights that int8 can hold exactly, so that what differs from the reference is the encoder's arithmetic. */
export function randomBert(shape: Shape, seed = 1): BertWeights {
  const random = randomNumbers(seed);
  const { hidden, heads, inner, layers, positions = 512 } = shape;
  const floats = (length: number, height: number, middle = 0) =>
    Float32Array.from({ length }, () => middle + height * random());
  const bytes = (length: number) =>
    Float32Array.from({ length }, (_, i) => (i % hidden === 0 ? 1 : Math.round(127 * random()) / 127));
  const norm = (): LayerNorm => ({ gain: floats(hidden, 0.2, 1), bias: floats(hidden, 0.1) });
  const table = (rows: number, height: number): Table => ({
    rows,
    columns: hidden,
    values: tensor('table', [rows, hidden], floats(rows * hidden, height)),
  });
  const linear = (inputs: number, outputs: number): Linear => {
    const integers = Int8Array.from({ length: inputs * outputs }, () => Math.round(127 * random()));
    return {
      inputs,
      outputs,
      order: 'inputs-outputs',
      weight: {
        name: 'linear',
        type: 'int8',
        shape: [inputs, outputs],
        bytes: new Uint8Array(integers.buffer),
      },
      quantization: {
        scales: floats(outputs, 0.002, 0.03 / Math.sqrt(inputs)).map(Math.abs),
        zeroPoints: new Int32Array(outputs),
      },
      bias: floats(outputs, 0.1),
    };
  };
  return {
    hidden,
    heads,
    inner,
    epsilon: EPSILON,
    words: { ...table(WORDS, 1), values: tensor('words', [WORDS, hidden], bytes(WORDS * hidden)) },
    positions: table(positions, 0.5),
    tokenTypes: table(2, 0.1),
    embeddingNorm: norm(),
    layers: Array.from({ length: layers }, () => ({
      query: linear(hidden, hidden),
      key: linear(hidden, hidden),
      value: linear(hidden, hidden),
      attentionOutput: linear(hidden, hidden),
      attentionNorm: norm(),
      intermediate: linear(hidden, inner),
      output: linear(inner, hidden),
      outputNorm: norm(),
    })),
  };
}

/** `length` token ids that a seed decides. */
export function randomIds(length: number, seed: number): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => Math.floor(((random() + 1) / 2) * WORDS));
}

function tensor(name: string, shape: readonly number[], values: Float32Array): Tensor {
  return { name, type: 'float32', shape, bytes: new Uint8Array(values.buffer) };
}

type Rows = Float64Array[];

/** The vectors of a text's tokens. */
export function forward(weights: BertWeights, ids: readonly number[]): Rows {
  const at = ({ values, columns }: Table, row: number) =>
    new Float32Array(values.bytes.slice(4 * row * columns, 4 * (row + 1) * columns).buffer);
  const type = at(weights.tokenTypes, 0);
  let x: Rows = ids.map((id, position) => {
    const [word, place] = [at(weights.words, id), at(weights.positions, position)];
    return Float64Array.from(word, (value, i) => value + Number(place[i]) + Number(type[i]));
  });
  x = normalize(x, weights.embeddingNorm, weights.epsilon);
  for (const layer of weights.layers) {
    const [q, k, v] = [linear(x, layer.query), linear(x, layer.key), linear(x, layer.value)];
    const attended = linear(attention(q, k, v, weights.heads), layer.attentionOutput);
    x = normalize(sum(x, attended), layer.attentionNorm, weights.epsilon);
    const inner = linear(x, layer.intermediate).map((row) => row.map(gelu));
    x = normalize(sum(x, linear(inner, layer.output)), layer.outputNorm, weights.epsilon);
  }
  return x;
}

/** The text's vector: the first token's, or the average, of length 1. */
export function reference(
  weights: BertWeights,
  ids: readonly number[],
  pooling: 'cls' | 'mean',
): Float64Array {
  const rows = forward(weights, ids);
  const pooled = (rows[0] as Float64Array).map((first, i) =>
    pooling === 'cls' ? first : rows.reduce((total, row) => total + Number(row[i]), 0) / rows.length,
  );
  const length = Math.hypot(...pooled);
  return pooled.map((value) => value / length);
}

function linear(x: Rows, layer: Linear): Rows {
  const { inputs, outputs, bias } = layer;
  const weight = weightOf(layer);
  return x.map((row) => {
    const out = Float64Array.from(bias);
    for (let k = 0; k < inputs; k++) {
      const value = row[k] as number;
      for (let n = 0; n < outputs; n++) (out[n] as number) += value * weight(k, n);
    }
    return out;
  });
}

/** The weight of an input in an output: a float, or an int8 with its output's scale. */
function weightOf({
  weight: { type, bytes },
  order,
  quantization,
  inputs,
  outputs,
}: Linear): (input: number, output: number) => number {
  const at = (input: number, output: number) =>
    order === 'inputs-outputs' ? input * outputs + output : output * inputs + input;
  if (type === 'float32') {
    const copy = bytes.slice().buffer; // floats of a file lie anywhere
    const floats = new Float32Array(copy);
    return (input, output) => floats[at(input, output)] as number;
  }
  const integers = new Int8Array(bytes.buffer, bytes.byteOffset);
  const scales = quantization?.scales as Float32Array;
  return (input, output) => (integers[at(input, output)] as number) * (scales[output] as number);
}

function attention(q: Rows, k: Rows, v: Rows, heads: number): Rows {
  const hidden = q[0]?.length ?? 0;
  const size = hidden / heads;
  return q.map((query) => {
    const out = new Float64Array(hidden);
    for (let start = 0; start < hidden; start += size) {
      const dot = (key: Float64Array) => {
        let total = 0;
        for (let i = start; i < start + size; i++) total += (query[i] as number) * (key[i] as number);
        return total / Math.sqrt(size);
      };
      const scores = k.map(dot);
      const largest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - largest));
      const total = shares.reduce((a, b) => a + b, 0);
      for (const [token, value] of v.entries()) {
        const share = (shares[token] as number) / total;
        for (let i = start; i < start + size; i++) (out[i] as number) += share * (value[i] as number);
      }
    }
    return out;
  });
}

function sum(x: Rows, y: Rows): Rows {
  return x.map((row, index) => row.map((value, i) => value + Number(y[index]?.[i])));
}

function normalize(x: Rows, { gain, bias }: LayerNorm, epsilon: number): Rows {
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
    return row.map(
      (value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * Number(gain[i]) + Number(bias[i]),
    );
  });
}

const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));

/** Its Taylor series where that is exact enough, else 1: what is left out there is below 1e-8. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (total * 2) / Math.sqrt(Math.PI);
}
