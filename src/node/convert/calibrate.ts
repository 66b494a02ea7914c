import {
  packMatrices,
  writePositions,
  writeTable,
} from '../../engine/workers/embedding/formats/onnxWriter/matrices.js';
import type {
  BertLayer,
  BertWeights,
  LayerNorm,
  Linear,
} from '../../engine/workers/embedding/formats/types.js';
import { roundCompensated } from './compensate.js';
import { type FourBits, roundTable, rowsOf, valuesOf } from './fourBits.js';
import { createProducts, type Products } from './products.js';

/** A layer's weights in 4 bits, and the bias that goes with them. */
export interface RoundedLinear {
  readonly weights: FourBits;
  readonly bias: Float32Array;
}

/** A model's weights in 4 bits. */
export interface RoundedBert {
  readonly words: FourBits;
  readonly linears: ReadonlyMap<Linear, RoundedLinear>;
}

/**
 * Rounds a BERT to 4 bits, layer by layer, by what the layers read of some texts: of each layer behind what is rounded before
 * it, so that later layers make up for the earlier.
 * @param texts token ids
 * @param onLayer is told how many layers are done
 */
export async function roundBert(
  weights: BertWeights,
  texts: readonly (readonly number[])[],
  onLayer: (done: number) => void = () => {},
): Promise<RoundedBert> {
  const products = await createProducts();
  const { hidden } = weights;
  const floats = new Float32Array(weights.words.rows * hidden);
  writeTable(weights.words, floats);
  const words = roundTable(floats, hidden);
  const linears = new Map<Linear, RoundedLinear>();
  const pass = new Pass(
    weights,
    products,
    linears,
    texts.map(({ length }) => length),
  );
  let x = embed(weights, rowsOf(words, hidden), texts);
  for (const [index, layer] of weights.layers.entries()) {
    x = await pass.layer(layer, x);
    onLayer(index + 1);
  }
  return { words, linears };
}

function embed(
  weights: BertWeights,
  words: Float32Array,
  texts: readonly (readonly number[])[],
): Float32Array {
  const { hidden, positions, embeddingNorm, epsilon } = weights;
  const places = new Float32Array(positions.rows * hidden);
  writePositions(weights, places);
  const x = new Float32Array(texts.flat().length * hidden);
  let row = 0;
  for (const ids of texts)
    for (const [place, id] of ids.entries()) {
      for (let i = 0; i < hidden; i++)
        x[row * hidden + i] = (words[id * hidden + i] as number) + (places[place * hidden + i] as number);
      row++;
    }
  return normalize(x, embeddingNorm, epsilon);
}

/** A forward pass in floats that rounds each layer before it computes with it. */
class Pass {
  readonly #weights: BertWeights;
  readonly #products: Products;
  readonly #rounded: Map<Linear, RoundedLinear>;
  readonly #lengths: readonly number[];

  constructor(
    weights: BertWeights,
    products: Products,
    rounded: Map<Linear, RoundedLinear>,
    lengths: readonly number[],
  ) {
    this.#weights = weights;
    this.#products = products;
    this.#rounded = rounded;
    this.#lengths = lengths;
  }

  async layer(layer: BertLayer, x: Float32Array): Promise<Float32Array> {
    const { epsilon } = this.#weights;
    const [query, key, value] = await this.#linears([layer.query, layer.key, layer.value], x);
    const attended = this.#attend(query as Float32Array, key as Float32Array, value as Float32Array);
    const [out] = await this.#linears([layer.attentionOutput], attended);
    const y = normalize(sum(out as Float32Array, x), layer.attentionNorm, epsilon);
    const [inner] = await this.#linears([layer.intermediate], y);
    const [result] = await this.#linears([layer.output], (inner as Float32Array).map(gelu));
    return normalize(sum(result as Float32Array, y), layer.outputNorm, epsilon);
  }

  /** Layers that read the same, rounded; and their outputs. */
  async #linears(linears: readonly Linear[], x: Float32Array): Promise<Float32Array[]> {
    const inputs = linears[0]?.inputs ?? 0;
    const means = meansOf(x, inputs);
    // The bias makes up for the mean, so weights need only keep what differs from it.
    const square = await this.#products.square(
      x.map((value, i) => value - (means[i % inputs] as number)),
      inputs,
    );
    const outputs: Float32Array[] = [];
    for (const linear of linears) {
      const floats = new Float32Array(inputs * linear.outputs);
      packMatrices([linear], floats);
      const weights = roundCompensated(floats, inputs, Float64Array.from(square));
      const stored = valuesOf(weights, linear.outputs);
      const lost = await this.#products.multiply(
        means,
        floats.map((value, i) => value - (stored[i] as number)),
        inputs,
      );
      const bias = sum(lost, linear.bias);
      this.#rounded.set(linear, { weights, bias });
      const y = await this.#products.multiply(x, stored, inputs);
      outputs.push(y.map((value, i) => value + (bias[i % linear.outputs] as number)));
    }
    return outputs;
  }

  #attend(query: Float32Array, key: Float32Array, value: Float32Array): Float32Array {
    const { hidden, heads } = this.#weights;
    const size = hidden / heads;
    const out = new Float32Array(query.length);
    let first = 0;
    for (const length of this.#lengths) {
      for (let head = 0; head < heads; head++)
        for (let row = 0; row < length; row++) {
          const at = (first + row) * hidden + head * size;
          const shares = new Float64Array(length);
          for (let other = 0; other < length; other++) {
            const from = (first + other) * hidden + head * size;
            let product = 0;
            for (let i = 0; i < size; i++) product += (query[at + i] as number) * (key[from + i] as number);
            shares[other] = product / Math.sqrt(size);
          }
          softmax(shares);
          for (let other = 0; other < length; other++) {
            const from = (first + other) * hidden + head * size;
            for (let i = 0; i < size; i++)
              out[at + i] = (out[at + i] as number) + (shares[other] as number) * (value[from + i] as number);
          }
        }
      first += length;
    }
    return out;
  }
}

function meansOf(x: Float32Array, columns: number): Float32Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < x.length; i++) sums[i % columns] = (sums[i % columns] as number) + (x[i] as number);
  return Float32Array.from(sums, (each) => (each * columns) / x.length);
}

const sum = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + (b[i] as number));

function softmax(values: Float64Array): void {
  const largest = values.reduce((a, b) => Math.max(a, b));
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] = Math.exp((values[i] as number) - largest);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / total;
}

function normalize(x: Float32Array, { gain, bias }: LayerNorm, epsilon: number): Float32Array {
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

const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));

/** To 1.5e-7: Abramowitz and Stegun, 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
