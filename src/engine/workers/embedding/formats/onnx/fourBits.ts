import { numbersOf } from '../numbers.js';
import type { Quantization, Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../unsupportedArchitecture.js';
import { assertScales, assertShape } from '../validation.js';
import type { GraphWalker } from './GraphWalker.js';
import type { OnnxNode } from './readOnnx.js';

/** A matrix as int8 with a scale for each output or row. */
export interface Widened {
  readonly tensor: Tensor;
  readonly quantization: Quantization;
}

/** The largest int4 becomes the largest int8. */
const STEP = 8 / 127;

/**
 * What a blockwise DequantizeLinear makes of int4, as int8 with a scale for each place on `axis`: the scale of a block is
 * multiplied in, and the integers are rounded again, to 8 bits. Bytes are made whenever they are read: a model is never in
 * memory both ways.
 */
export function widen(
  graph: GraphWalker,
  tensor: Tensor,
  { inputs, numbers }: OnnxNode,
  axis: 0 | 1,
): Widened {
  const [rows = 0, columns = 0] = tensor.shape;
  const size = Number(numbers.get('block_size'));
  const along = numbers.get('axis') ?? 1;
  if (tensor.type !== 'int4' || inputs[2] || (along + 2) % 2 === axis || !(size > 0))
    throw new UnsupportedArchitecture(`its weight ${tensor.name} is computed in an unknown way`);
  const perRow = axis ? columns : Math.ceil(columns / size);
  const scales = blockScales(graph, inputs[1], axis ? Math.ceil(rows / size) : rows, perRow);
  const outer = new Float32Array(axis ? columns : rows);
  const outerOf = (i: number) => (axis ? i % columns : Math.floor(i / perRow));
  for (let i = 0; i < scales.length; i++)
    outer[outerOf(i)] = Math.max(outer[outerOf(i)] as number, Math.abs(scales[i] as number) * STEP);
  assertScales(outer, tensor.name);
  for (let i = 0; i < scales.length; i++) scales[i] = (scales[i] as number) / (outer[outerOf(i)] as number);
  const widened: Tensor = {
    name: tensor.name,
    type: 'int8',
    shape: tensor.shape,
    length: rows * columns,
    get bytes() {
      const bytes = new Int8Array(rows * columns);
      if (axis) widenColumns({ source: tensor.bytes, bytes, scales, columns, size });
      else widenRows({ source: tensor.bytes, bytes, scales, columns, size });
      return new Uint8Array(bytes.buffer);
    },
  };
  return { tensor: widened, quantization: { scales: outer, zeroPoints: new Int32Array(1) } };
}

/** Numbers of 4 bits, of which two lie in a byte, the lower one first, and where they go. */
interface Widening {
  readonly source: Uint8Array;
  readonly bytes: Int8Array;
  /** One of each block, row by row. */
  readonly scales: Float32Array;
  readonly columns: number;
  /** Numbers of a block. */
  readonly size: number;
}

/** A row's numbers each have the factor of their column, which is the same for `size` rows. Two at a time take half the time. */
function widenColumns({ source, bytes, scales, columns, size }: Widening): void {
  const isEven = columns % 2 === 0;
  for (let i = 0, row = 0; i < bytes.length; row++) {
    let block = Math.floor(row / size) * columns;
    const end = i + columns;
    for (; isEven && i < end; i += 2, block += 2) {
      const both = source[i >> 1] as number;
      bytes[i] = roundTo8(((both << 28) >> 28) * (scales[block] as number));
      bytes[i + 1] = roundTo8(((both << 24) >> 28) * (scales[block + 1] as number));
    }
    for (; i < end; i++, block++) bytes[i] = roundTo8(numberAt(source, i) * (scales[block] as number));
  }
}

/** `size` numbers of a row have the same factor. */
function widenRows({ source, bytes, scales, columns, size }: Widening): void {
  const isEven = columns % 2 === 0 && size % 2 === 0;
  for (let i = 0, block = 0; i < bytes.length; )
    for (const end = i + columns; i < end; block++) {
      const factor = scales[block] as number;
      const last = Math.min(end, i + size);
      for (; isEven && i < last; i += 2) {
        const both = source[i >> 1] as number;
        bytes[i] = roundTo8(((both << 28) >> 28) * factor);
        bytes[i + 1] = roundTo8(((both << 24) >> 28) * factor);
      }
      for (; i < last; i++) bytes[i] = roundTo8(numberAt(source, i) * factor);
    }
}

const numberAt = (source: Uint8Array, i: number) => ((source[i >> 1] as number) << (i & 1 ? 24 : 28)) >> 28;
const roundTo8 = (value: number) => ((value + 128.5) | 0) - 128;

/**
 * Floats; or bytes that are scaled by one number. A scale may be negative: it takes the number of largest magnitude to -8,
 * whatever its sign.
 */
function blockScales(
  graph: GraphWalker,
  name: string | undefined,
  ...shape: readonly number[]
): Float32Array {
  const node = graph.made(name, 'DequantizeLinear');
  const stored = graph.tensors.get(graph.origin(node ? node.inputs[0] : name));
  const factor = graph.tensors.get(node?.inputs[1] ?? '');
  if (!stored || node?.inputs[2] || (node && factor?.shape.length !== 0))
    throw new UnsupportedArchitecture(`its scales ${name} are computed`);
  assertShape(stored, ...shape);
  const by = factor ? Number(numbersOf(factor)[0]) : 1;
  const numbers = numbersOf(stored);
  const scales = new Float32Array(numbers.length);
  for (let i = 0; i < scales.length; i++) scales[i] = (numbers[i] as number) * by;
  return scales;
}
