import { writeTable } from '../../engine/workers/embedding/formats/onnxWriter/matrices.js';
import { OnnxWriter } from '../../engine/workers/embedding/formats/onnxWriter/OnnxWriter.js';
import type { ElementType, Value } from '../../engine/workers/embedding/formats/onnxWriter/onnxFormat.js';
import type {
  BertLayer,
  BertWeights,
  LayerNorm,
  Linear,
  Table,
} from '../../engine/workers/embedding/formats/types.js';
import { matrixOf } from './fitLinear.js';
import { BLOCK, type FourBits, packHalves, TABLE_BLOCK } from './fourBits.js';
import { type Quantized, quantize } from './quantize.js';
import type { RoundedBert } from './roundBert.js';

/**
 * How a file holds matrices and tables: 8-bit integers with a scale per column or row, floats, or 4-bit integers with a scale
 * per block, and some layers in 8 bits.
 */
export type Precision = 'q8' | 'fp32' | RoundedBert;

/**
 * A BERT as an ONNX file of plain operators (opset 17, or 21 in 4 bits): the ids of tokens in, `last_hidden_state` out. Weights have the
 * names of the original model, by which the encoder finds them. Integers stand behind DequantizeLinear, so that other runtimes
 * compute with floats and lose no more than the rounding.
 */
export function writeBert(weights: BertWeights, precision: Precision): Uint8Array<ArrayBuffer> {
  const graph = new BertFile(weights, precision);
  let x = graph.embeddings();
  const bias = graph.attentionBias();
  for (const [index, layer] of weights.layers.entries())
    x = graph.layer(`encoder.layer.${index}`, layer, x, bias);
  return graph.write(x);
}

/** What a token adds to the attention to padding: nothing else is left of it behind the softmax. */
const LOWEST = -3.4028234663852886e38;
const SIZES = ['batch', 'tokens'] as const;

class BertFile {
  readonly #writer = new OnnxWriter();
  readonly #weights: BertWeights;
  readonly #precision: Precision;
  readonly #ids: Value;
  readonly #mask: Value;
  readonly #types: Value;

  constructor(weights: BertWeights, precision: Precision) {
    this.#weights = weights;
    this.#precision = precision;
    this.#ids = this.#writer.input('input_ids', 'int64', SIZES);
    this.#mask = this.#writer.input('attention_mask', 'int64', SIZES);
    this.#types = this.#writer.input('token_type_ids', 'int64', SIZES);
  }

  embeddings(): Value {
    const { words, positions, tokenTypes, embeddingNorm } = this.#weights;
    const writer = this.#writer;
    const table = (name: string, rows: Table) => this.#table(`embeddings.${name}_embeddings.weight`, rows);
    const length = writer.node('Gather', [writer.node('Shape', [this.#ids]), writer.integers('second', [1])]);
    const from = writer.integers('first', [0]);
    const positionRows = writer.node('Slice', [table('position', positions), from, length, from]);
    const sum = this.#add(
      writer.node('Gather', [this.#words(words), this.#ids]),
      writer.node('Gather', [table('token_type', tokenTypes), this.#types]),
    );
    return this.#norm('embeddings.LayerNorm', embeddingNorm, this.#add(sum, positionRows));
  }

  /** batch x 1 x 1 x tokens: 0 for a token, the lowest number for padding. */
  attentionBias(): Value {
    const writer = this.#writer;
    const mask = writer.node('Unsqueeze', [this.#mask, writer.integers('middle', [1, 2])]);
    const real = writer.node('Cast', [mask], { attributes: { to: 1n } });
    return writer.node('Mul', [writer.node('Sub', [this.#number(1), real]), this.#number(LOWEST)]);
  }

  layer(path: string, layer: BertLayer, x: Value, bias: Value): Value {
    const attended = this.#attention(`${path}.attention`, layer, x, bias);
    const y = this.#norm(
      `${path}.attention.output.LayerNorm`,
      layer.attentionNorm,
      this.#add(this.#linear(`${path}.attention.output.dense`, layer.attentionOutput, attended), x),
    );
    const inner = this.#gelu(this.#linear(`${path}.intermediate.dense`, layer.intermediate, y));
    const sum = this.#add(this.#linear(`${path}.output.dense`, layer.output, inner), y);
    return this.#norm(`${path}.output.LayerNorm`, layer.outputNorm, sum);
  }

  write(x: Value): Uint8Array<ArrayBuffer> {
    const writer = this.#writer;
    writer.output(writer.node('Identity', [x], {}, 'last_hidden_state'), [...SIZES, this.#weights.hidden]);
    return writer.write().graph;
  }

  #attention(path: string, { query, key, value }: BertLayer, x: Value, bias: Value): Value {
    const { hidden, heads } = this.#weights;
    const writer = this.#writer;
    const transpose = (y: Value, ...perm: bigint[]) =>
      writer.node('Transpose', [y], { attributes: { perm } });
    const inHeads = writer.integers('heads', [0, 0, heads, hidden / heads]);
    const split = (name: string, linear: Linear) =>
      writer.node('Reshape', [this.#linear(`${path}.self.${name}`, linear, x), inHeads]);
    const [q, k, v] = [split('query', query), split('key', key), split('value', value)];
    const products = writer.node('MatMul', [transpose(q, 0n, 2n, 1n, 3n), transpose(k, 0n, 2n, 3n, 1n)]);
    const scores = this.#add(writer.node('Div', [products, this.#number(Math.sqrt(hidden / heads))]), bias);
    const shares = writer.node('Softmax', [scores], { attributes: { axis: -1n } });
    const values = transpose(writer.node('MatMul', [shares, transpose(v, 0n, 2n, 1n, 3n)]), 0n, 2n, 1n, 3n);
    return writer.node('Reshape', [values, writer.integers('together', [0, 0, hidden])]);
  }

  /** x / 2 (1 + erf(x / sqrt 2)). */
  #gelu(x: Value): Value {
    const writer = this.#writer;
    const erf = writer.node('Erf', [writer.node('Div', [x, this.#number(Math.SQRT2)])]);
    const doubled = writer.node('Mul', [x, this.#add(erf, this.#number(1))]);
    return writer.node('Mul', [doubled, this.#number(0.5)]);
  }

  #linear(path: string, linear: Linear, x: Value): Value {
    const { inputs, outputs } = linear;
    const rounded = typeof this.#precision === 'object' ? this.#precision.linears.get(linear) : undefined;
    const matrix = rounded
      ? this.#rounded(`${path}.weight`, rounded.weights, [inputs, outputs])
      : this.#matrix(`${path}.weight`, matrixOf(linear), outputs, 'columns');
    const added = this.#floats(`${path}.bias`, [outputs], rounded?.bias ?? linear.bias);
    return this.#add(this.#writer.node('MatMul', [x, matrix]), added);
  }

  #rounded(path: string, weights: FourBits | Quantized, shape: [number, number]): Value {
    return 'multipliers' in weights
      ? this.#blocks(path, weights, shape, 0)
      : this.#scaled(path, weights, shape, 'columns');
  }

  #words(words: Table): Value {
    const path = 'embeddings.word_embeddings.weight';
    return typeof this.#precision === 'object'
      ? this.#blocks(path, this.#precision.words, [words.rows, words.columns], 1)
      : this.#table(path, words);
  }

  #table(path: string, table: Table): Value {
    const values = new Float32Array(table.rows * table.columns);
    writeTable(table, values);
    return this.#matrix(path, values, table.columns, 'rows');
  }

  #matrix(path: string, values: Float32Array, columns: number, by: 'rows' | 'columns'): Value {
    const shape = [values.length / columns, columns];
    if (this.#precision === 'fp32') return this.#floats(path, shape, values);
    return this.#scaled(path, quantize(values, columns, by), shape, by);
  }

  /** 8 bits: a scale per column or row. */
  #scaled(
    path: string,
    { integers, scales }: Quantized,
    shape: readonly number[],
    by: 'rows' | 'columns',
  ): Value {
    const stored = this.#constant(`${path}_quantized`, 'int8', shape, integers);
    const scale = this.#floats(`${path}_scale`, [scales.length], scales);
    return this.#writer.node('DequantizeLinear', [stored, scale], {
      attributes: { axis: by === 'rows' ? 0n : 1n },
    });
  }

  /** 4 bits: a scale per block along `axis`, which is a byte and a factor. */
  #blocks(
    path: string,
    { integers, multipliers, scale }: FourBits,
    shape: [number, number],
    axis: 0 | 1,
  ): Value {
    const size = axis === 0 ? BLOCK : TABLE_BLOCK;
    const blocks = shape.map((length, i) => (i === axis ? Math.ceil(length / size) : length));
    const stored = this.#constant(`${path}_quantized`, 'int4', shape, packHalves(integers));
    const scales = this.#writer.node('DequantizeLinear', [
      this.#constant(`${path}_multipliers`, 'uint8', blocks, multipliers),
      this.#floats(`${path}_scale`, [], Float32Array.of(scale)),
    ]);
    return this.#writer.node('DequantizeLinear', [stored, scales], {
      attributes: { axis: BigInt(axis), block_size: BigInt(size) },
    });
  }

  #norm(path: string, { gain, bias }: LayerNorm, x: Value): Value {
    const shape = [gain.length];
    const inputs = [
      x,
      this.#floats(`${path}.weight`, shape, gain),
      this.#floats(`${path}.bias`, shape, bias),
    ];
    const attributes = { axis: -1n, epsilon: this.#weights.epsilon };
    return this.#writer.node('LayerNormalization', inputs, { attributes });
  }

  #add(a: Value, b: Value): Value {
    return this.#writer.node('Add', [a, b]);
  }

  #number(value: number): Value {
    return this.#floats(`number ${value}`, [], Float32Array.of(value));
  }

  #floats(name: string, shape: readonly number[], values: Float32Array): Value {
    return this.#constant(name, 'float32', shape, values);
  }

  #constant(name: string, type: ElementType, shape: readonly number[], values: ArrayBufferView): Value {
    return this.#writer.constant(name, type, shape, values);
  }
}
