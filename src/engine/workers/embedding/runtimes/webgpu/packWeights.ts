import { numbersOf, oneOf } from '../../formats/numbers.js';
import type { BertLayer, BertWeights, LayerNorm, Linear, Table } from '../../formats/types.js';
import { sumPositions } from '../encoder/embeddingTables.js';
import { indexInHeads } from '../encoder/layout.js';
import type { WeightKind } from './kernels/productOptions.js';
import type { GpuLayout } from './layout.js';
import {
  AS_STORED,
  floats,
  halves,
  type Packed,
  type PackedProduct,
  packProduct,
  same,
} from './packProduct.js';

/** Rows that are looked up by token id. */
export interface PackedTable {
  readonly kind: WeightKind;
  readonly values: Packed;
  /** Scale and zero point of each row. */
  readonly rows: Packed;
}

/** A layer of the encoder. */
export interface PackedLayer {
  readonly qkv: PackedProduct;
  readonly out: PackedProduct;
  readonly attentionNorm: Packed;
  readonly up: PackedProduct;
  readonly down: PackedProduct;
  readonly outputNorm: Packed;
}

/** A model as it lies in GPU memory: integers stay integers. */
export interface PackedWeights {
  readonly words: PackedTable;
  readonly positions: Packed;
  readonly embeddingNorm: Packed;
  readonly layers: readonly PackedLayer[];
}

/**
 * Describes what is written into the buffers of the GPU; nothing is copied before that.
 * @param isHalf Whether floats become float16.
 * @throws {EmbedError} `backend-unavailable` (`fp16-overflow`), when it is written, where a float16 cannot hold a weight.
 */
export function packWeights(weights: BertWeights, layout: GpuLayout, isHalf: boolean): PackedWeights {
  const { width } = layout;
  return {
    words: packTable(weights.words, width, isHalf),
    positions: floats(weights.positions.rows * width, (target) => target.set(sumPositions(weights, width))),
    embeddingNorm: packNorm(weights.embeddingNorm, width),
    layers: weights.layers.map((layer) => packLayer(layer, layout, isHalf)),
  };
}

function packLayer(layer: BertLayer, layout: GpuLayout, isHalf: boolean): PackedLayer {
  const { width, inner, span, headSize } = layout;
  const inHeads = (i: number) => indexInHeads(layout, i);
  // The softmax takes powers of 2, so queries carry log2(e) and need no factor later.
  const factor = Math.LOG2E / Math.sqrt(headSize);
  const qkv = [layer.query, layer.key, layer.value].map((linear, part) => ({
    linear,
    column: (i: number) => part * span + inHeads(i),
    factor: part === 0 ? factor : 1,
  }));
  const whole = (linear: Linear) => [{ linear, column: same, factor: 1 }];
  return {
    qkv: packProduct(qkv, { inputs: width, outputs: 3 * span }, isHalf),
    out: packProduct(whole(layer.attentionOutput), { inputs: span, outputs: width, row: inHeads }, isHalf),
    attentionNorm: packNorm(layer.attentionNorm, width),
    up: packProduct(whole(layer.intermediate), { inputs: width, outputs: inner }, isHalf),
    down: packProduct(whole(layer.output), { inputs: inner, outputs: width }, isHalf),
    outputNorm: packNorm(layer.outputNorm, width),
  };
}

function packTable(table: Table, width: number, isHalf: boolean): PackedTable {
  const { rows, values, quantization } = table;
  const isIntegers = values.type === 'int8' || values.type === 'uint8';
  const isHalves = isHalf || (values.type === 'float16' && !quantization);
  const kind = isIntegers ? 'int8' : isHalves ? 'float16' : 'float32';
  const shift = values.type === 'uint8' ? 128 : 0;
  const { scales, zeroPoints } = quantization ?? AS_STORED;
  const writeValues = (target: Float32Array) =>
    writeRows(table, width, target, (stored, row) => oneOf(scales, row) * (stored - oneOf(zeroPoints, row)));
  const written: Record<WeightKind, Packed> = {
    int8: {
      size: rows * width,
      write: (target) => writeRows(table, width, new Int8Array(target), (stored) => stored - shift),
    },
    float16: halves(rows * width, 'of the word table', writeValues),
    float32: floats(rows * width, writeValues),
  };
  return {
    kind,
    values: written[kind],
    rows: floats(2 * rows, (target) => {
      for (let row = 0; row < rows; row++) {
        target[2 * row] = oneOf(scales, row);
        target[2 * row + 1] = oneOf(zeroPoints, row) - shift;
      }
    }),
  };
}

function writeRows(
  { rows, columns, values }: Table,
  width: number,
  target: Float32Array | Int8Array,
  convert: (stored: number, row: number) => number,
): void {
  const numbers = numbersOf(values);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < columns; i++)
      target[row * width + i] = convert(numbers[row * columns + i] as number, row);
}

/** Gains, then biases. */
function packNorm({ gain, bias }: LayerNorm, width: number): Packed {
  return floats(2 * width, (target) => {
    target.set(gain);
    target.set(bias, width);
  });
}
