import { numbersOf, oneOf } from '../../formats/numbers.js';
import { writeFloat16 } from '../../formats/onnxWriter/float16.js';
import type { BertLayer, BertWeights, LayerNorm, Linear, Table } from '../../formats/types.js';
import { sumPositions } from '../bert/embeddingTables.js';
import { indexInHeads } from '../bert/layout.js';
import type { WeightKind } from './kernels/product.js';
import type { GpuLayout } from './layout.js';

/** Numbers that are written into a buffer of the GPU when it is made. */
export interface Packed {
  /** Bytes. */
  readonly size: number;
  readonly write: (target: ArrayBuffer) => void;
}

/** What a kernel is made for. */
export interface ProductShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly kind: WeightKind;
  readonly hasZeroPoints: boolean;
}

/** A layer's product: its weights, and scale, bias and zero point of each output. */
export interface PackedProduct {
  readonly shape: ProductShape;
  readonly weights: Packed;
  readonly columns: Packed;
}

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

const same = (i: number) => i;

/** A layer whose outputs are some of a product's. */
interface Part {
  readonly linear: Linear;
  /** Where an output goes. */
  readonly column: (i: number) => number;
  /** What the outputs are multiplied by. */
  readonly factor: number;
}

interface Placement {
  readonly inputs: number;
  readonly outputs: number;
  /** Where an input comes from. @default the same place */
  readonly row?: (i: number) => number;
}

function packProduct(parts: readonly Part[], placement: Placement, isHalf: boolean): PackedProduct {
  const { inputs, outputs } = placement;
  const kind = kindOf(
    parts.map(({ linear }) => linear),
    isHalf,
  );
  const count = inputs * outputs;
  const written: Record<WeightKind, Packed> = {
    int8: { size: count, write: (target) => writeIntegers(parts, placement, new Int8Array(target)) },
    float16: halves(count, 'of a layer', (target) => writeFloats(parts, placement, target)),
    float32: floats(count, (target) => writeFloats(parts, placement, target)),
  };
  return {
    shape: {
      inputs,
      outputs,
      kind,
      hasZeroPoints: kind === 'int8' && parts.some(({ linear }) => hasZeroPoints(linear)),
    },
    weights: written[kind],
    columns: floats(3 * outputs, (target) => writeColumns(parts, outputs, kind, target)),
  };
}

const isInteger = ({ weight }: Linear) => weight.type === 'int8' || weight.type === 'uint8';

/** Integers where all parts are; a buffer has one kind. */
function kindOf(linears: readonly Linear[], isHalf: boolean): WeightKind {
  if (linears.every(isInteger)) return 'int8';
  const areHalves = linears.every(({ weight, quantization }) => weight.type === 'float16' && !quantization);
  return isHalf || areHalves ? 'float16' : 'float32';
}

/** uint8 less 128 is int8. */
const shiftOf = ({ weight }: Linear) => (weight.type === 'uint8' ? 128 : 0);

function zeroPointOf(linear: Linear, output: number): number {
  const { quantization } = linear;
  return (quantization ? oneOf(quantization.zeroPoints, output) : 0) - shiftOf(linear);
}

function hasZeroPoints(linear: Linear): boolean {
  const zeroPoints = linear.quantization?.zeroPoints ?? new Int32Array(1);
  return zeroPoints.some((zeroPoint) => zeroPoint !== shiftOf(linear));
}

function stridesOf({ inputs, outputs, order }: Linear): [input: number, output: number] {
  return order === 'inputs-outputs' ? [outputs, 1] : [1, inputs];
}

/** Four inputs of one output lie together: byte j of word [k / 4][n] is W[k + j][n]. */
function writeIntegers(parts: readonly Part[], { outputs, row = same }: Placement, target: Int8Array): void {
  for (const { linear, column } of parts) {
    const values = numbersOf(linear.weight);
    const shift = shiftOf(linear);
    const [inputStride, outputStride] = stridesOf(linear);
    const columns = Int32Array.from({ length: linear.outputs }, (_, n) => column(n));
    for (let k = 0; k < linear.inputs; k++) {
      const index = row(k);
      const start = (index >> 2) * outputs * 4 + (index & 3);
      for (let n = 0; n < linear.outputs; n++)
        target[start + (columns[n] as number) * 4] =
          (values[k * inputStride + n * outputStride] as number) - shift;
    }
  }
}

/** Row-major, inputs x outputs. Scales of integers are multiplied in. */
function writeFloats(parts: readonly Part[], { outputs, row = same }: Placement, target: Float32Array): void {
  for (const { linear, column } of parts) {
    const values = numbersOf(linear.weight);
    const { scales, zeroPoints } = linear.quantization ?? AS_STORED;
    const [inputStride, outputStride] = stridesOf(linear);
    for (let n = 0; n < linear.outputs; n++) {
      const [scale, zeroPoint, index] = [oneOf(scales, n), oneOf(zeroPoints, n), column(n)];
      for (let k = 0; k < linear.inputs; k++)
        target[row(k) * outputs + index] =
          scale * ((values[k * inputStride + n * outputStride] as number) - zeroPoint);
    }
  }
}

const AS_STORED = { scales: Float32Array.of(1), zeroPoints: Int32Array.of(0) };

/** Scales, then biases, then zero points. Columns that fill up stay 0. */
function writeColumns(parts: readonly Part[], outputs: number, kind: WeightKind, target: Float32Array): void {
  for (const { linear, column, factor } of parts) {
    const scales = (kind === 'int8' && linear.quantization?.scales) || AS_STORED.scales;
    for (let n = 0; n < linear.outputs; n++) {
      const index = column(n);
      target[index] = oneOf(scales, n) * factor;
      target[outputs + index] = (linear.bias[n] as number) * factor;
      target[2 * outputs + index] = kind === 'int8' ? zeroPointOf(linear, n) : 0;
    }
  }
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

function floats(count: number, write: (target: Float32Array) => void): Packed {
  return { size: 4 * count, write: (target) => write(new Float32Array(target)) };
}

function halves(count: number, name: string, write: (target: Float32Array) => void): Packed {
  return {
    size: 2 * count,
    write(target) {
      const values = new Float32Array(count);
      write(values);
      writeFloat16(values, new Uint16Array(target), name);
    },
  };
}
