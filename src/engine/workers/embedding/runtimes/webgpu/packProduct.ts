import { numbersOf, oneOf } from '../../formats/numbers.js';
import { writeFloat16 } from '../../formats/onnxWriter/float16.js';
import type { Linear } from '../../formats/types.js';
import type { WeightKind } from './kernels/productOptions.js';

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

export const same = (i: number) => i;

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

export function packProduct(parts: readonly Part[], placement: Placement, isHalf: boolean): PackedProduct {
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

export const AS_STORED = { scales: Float32Array.of(1), zeroPoints: Int32Array.of(0) };

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

export function floats(count: number, write: (target: Float32Array) => void): Packed {
  return { size: 4 * count, write: (target) => write(new Float32Array(target)) };
}

export function halves(count: number, name: string, write: (target: Float32Array) => void): Packed {
  return {
    size: 2 * count,
    write(target) {
      const values = new Float32Array(count);
      write(values);
      writeFloat16(values, new Uint16Array(target), name);
    },
  };
}
