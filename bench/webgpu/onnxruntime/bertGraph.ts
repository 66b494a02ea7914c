import type { GpuPrecision } from '../../../src/engine/embedder/stateTypes.js';
import type { Pooling } from '../../../src/engine/models/types.js';
import {
  packBiases,
  packMatrices,
  writePositions,
  writeTable,
} from '../../../src/engine/workers/embedding/formats/onnxWriter/matrices.js';
import {
  OnnxWriter,
  type WrittenModel,
} from '../../../src/engine/workers/embedding/formats/onnxWriter/OnnxWriter.js';
import { typeCode, type Value } from '../../../src/engine/workers/embedding/formats/onnxWriter/onnxFormat.js';
import type {
  BertLayer,
  BertWeights,
  LayerNorm,
  Linear,
} from '../../../src/engine/workers/embedding/formats/types.js';

export interface BertGraphOptions {
  readonly pooling: Pooling;
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /** In what the layers compute. @default 'fp32' */
  readonly precision?: GpuPrecision;
}

/** What is given to a graph, and what it gives, for B texts of T tokens, the shorter ones filled up. */
export const NAMES = {
  /** int32, B x T. */
  ids: 'input_ids',
  /** int32, 1 x T: 0, 1, 2, … */
  positions: 'position_ids',
  /** bool: whether `mask` is used. Texts of equal length do without, which is less to upload and to do. */
  isMasked: 'is_masked',
  /** float32, B x 1 x T x T: what is added to a token's attention to another: 0, or a large negative number. */
  mask: 'mask',
  /** float32, B x 1 x T, with mean pooling only: the share of each token in its text's vector. */
  shares: 'shares',
  /** float32, B x 1 x dimensions. */
  vectors: 'sentence_embedding',
} as const;

const MICROSOFT = { domain: 'com.microsoft' } as const;

/** Added under the square root of a vector's length, against a division by 0. */
const TINY = 1e-20;

/**
 * A BERT as a graph of few, large operations, each of which a GPU does in one or some steps: from the ids of tokens to the
 * vectors of texts. Weights become float32 or float16, whatever the file holds; with float16 the layers compute in it, and
 * pooling and length 1 in float32, as is all that comes in and goes out. Positions have the first token type's row added, so
 * texts are of one segment. With CLS pooling the last layer computes nothing but the first token.
 *
 * The layers are there twice, with a mask and without, over the same weights; an `If` takes one of the two.
 */
export function writeBertGraph(weights: BertWeights, options: BertGraphOptions): WrittenModel {
  const { pooling, normalize, precision = 'fp32' } = options;
  const isHalf = precision === 'fp16';
  const writer = new OnnxWriter(isHalf ? 'float16' : 'float32');
  const cast = (x: Value, type: 'float16' | 'float32') =>
    isHalf ? writer.node('Cast', [x], { attributes: { to: typeCode(type) } }) : x;
  const graph = new BertGraph(writer, weights);
  const embedded = graph.embeddings();
  const mask = writer.input(NAMES.mask, 'float32', ['batch or 1', 1, 'tokens or 1', 'tokens or 1']);
  const isMasked = writer.input(NAMES.isMasked, 'bool', []);
  const layers = writer.node('If', [isMasked], {
    attributes: {
      then_branch: writer.branch(() => graph.layers(embedded, pooling, cast(mask, 'float16'))),
      else_branch: writer.branch(() => graph.layers(embedded, pooling)),
    },
  });
  const hidden = cast(layers, 'float32');
  const pooled = pooling === 'mean' ? graph.mean(hidden) : hidden;
  if (normalize) graph.unit(pooled, NAMES.vectors);
  else writer.node('Identity', [pooled], {}, NAMES.vectors);
  writer.output(NAMES.vectors, ['batch', 1, weights.hidden]);
  return writer.write();
}

class BertGraph {
  readonly #writer: OnnxWriter;
  readonly #weights: BertWeights;

  constructor(writer: OnnxWriter, weights: BertWeights) {
    this.#writer = writer;
    this.#weights = weights;
  }

  embeddings(): Value {
    const { words, positions, embeddingNorm, epsilon } = this.#weights;
    const writer = this.#writer;
    const ids = writer.input(NAMES.ids, 'int32', ['batch', 'tokens']);
    const places = writer.input(NAMES.positions, 'int32', [1, 'tokens']);
    const table = writer.weights('words', [words.rows, words.columns], (target) => writeTable(words, target));
    const rows = writer.weights('positions', [positions.rows, positions.columns], (target) =>
      writePositions(this.#weights, target),
    );
    const sum = writer.node('Add', [
      writer.node('Gather', [table, ids]),
      writer.node('Gather', [rows, places]),
    ]);
    const norm = this.#norm('embeddings', embeddingNorm);
    return writer.node('LayerNormalization', [sum, ...norm], { attributes: { axis: -1n, epsilon } });
  }

  /** All layers. With CLS pooling only the first token comes out of the last one: B x 1 x dimensions. */
  layers(embedded: Value, pooling: Pooling, mask?: Value): Value {
    const { layers } = this.#weights;
    let x = embedded;
    for (const [index, layer] of layers.entries()) {
      const name = `layer${index}`;
      const isLast = index === layers.length - 1;
      x =
        pooling === 'cls' && isLast
          ? this.#firstTokenLayer(name, layer, x, mask)
          : this.#layer(name, layer, x, mask);
    }
    return x;
  }

  mean(hidden: Value): Value {
    const shares = this.#writer.input(NAMES.shares, 'float32', ['batch', 1, 'tokens']);
    return this.#writer.node('MatMul', [shares, hidden]);
  }

  /** Scales to length 1 in one step: x / |x| is x / sqrt(mean of x²) times 1 / sqrt(dimensions). */
  unit(x: Value, output: Value): void {
    const { hidden } = this.#weights;
    const gains = new Float32Array(hidden).fill(1 / Math.sqrt(hidden));
    const gain = this.#writer.constant('unit', 'float32', [hidden], gains);
    const attributes = { axis: -1n, epsilon: TINY };
    this.#writer.node('SimplifiedLayerNormalization', [x, gain], { attributes }, output);
  }

  #layer(name: string, layer: BertLayer, x: Value, mask: Value | undefined): Value {
    const { heads, hidden } = this.#weights;
    const parts = [layer.query, layer.key, layer.value];
    const matrix = this.#writer.weights(`${name}.qkv`, [hidden, 3 * hidden], (target) =>
      packMatrices(parts, target),
    );
    const inputs = [x, matrix, this.#biases(`${name}.qkv.bias`, parts)];
    if (mask) inputs.push('', '', mask); // without what other models put before it
    const attended = this.#writer.node('Attention', inputs, {
      ...MICROSOFT,
      attributes: { num_heads: BigInt(heads) },
    });
    return this.#afterAttention(name, layer, x, attended);
  }

  /** A layer of which only the first token is wanted: one query, over the keys and values of all tokens. */
  #firstTokenLayer(name: string, layer: BertLayer, x: Value, mask: Value | undefined): Value {
    const writer = this.#writer;
    const place = writer.integers('first', [0]);
    const first = writer.node('Gather', [x, place], { attributes: { axis: 1n } });
    const inputs = [
      this.#product(`${name}.query`, layer.query, first),
      this.#product(`${name}.key`, layer.key, x),
      this.#product(`${name}.value`, layer.value, x),
      this.#biases(`${name}.qkv.bias`, [layer.query, layer.key, layer.value]),
    ];
    if (mask) inputs.push('', writer.node('Gather', [mask, place], { attributes: { axis: 2n } }));
    const attended = writer.node('MultiHeadAttention', inputs, {
      ...MICROSOFT,
      attributes: { num_heads: BigInt(this.#weights.heads) },
    });
    return this.#afterAttention(name, layer, first, attended);
  }

  #afterAttention(name: string, layer: BertLayer, x: Value, attended: Value): Value {
    const { attentionOutput, attentionNorm, intermediate, output, outputNorm } = layer;
    const y = this.#added(`${name}.attention`, attentionOutput, attentionNorm, attended, x);
    const product = this.#product(`${name}.intermediate`, intermediate, y);
    const bias = this.#biases(`${name}.intermediate.bias`, [intermediate]);
    const inner = this.#writer.node('BiasGelu', [product, bias], MICROSOFT);
    return this.#added(`${name}.output`, output, outputNorm, inner, y);
  }

  /** LayerNorm(residual + x W + b). */
  #added(name: string, linear: Linear, norm: LayerNorm, x: Value, residual: Value): Value {
    const product = this.#product(name, linear, x);
    const inputs = [product, residual, ...this.#norm(name, norm), this.#biases(`${name}.bias`, [linear])];
    return this.#writer.node('SkipLayerNormalization', inputs, {
      ...MICROSOFT,
      attributes: { epsilon: this.#weights.epsilon },
    });
  }

  #product(name: string, linear: Linear, x: Value): Value {
    const { inputs, outputs } = linear;
    const matrix = this.#writer.weights(name, [inputs, outputs], (target) => packMatrices([linear], target));
    return this.#writer.node('MatMul', [x, matrix]);
  }

  #biases(name: string, linears: readonly Linear[]): Value {
    const length = linears.reduce((sum, { outputs }) => sum + outputs, 0);
    return this.#writer.weights(name, [length], (target) => packBiases(linears, target));
  }

  #norm(name: string, { gain, bias }: LayerNorm): [Value, Value] {
    return [
      this.#writer.weights(`${name}.gain`, [gain.length], (target) => target.set(gain)),
      this.#writer.weights(`${name}.shift`, [bias.length], (target) => target.set(bias)),
    ];
  }
}
