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
      for (let row = 0; row < rows; row++) {
        const first = (axis ? Math.floor(row / size) : row) * perRow;
        const factors = scales.subarray(first, first + perRow);
        widenRow(tensor.bytes, bytes, row * columns, (row + 1) * columns, factors, axis ? 1 : size);
      }
      return new Uint8Array(bytes.buffer);
    },
  };
  return { tensor: widened, quantization: { scales: outer, zeroPoints: new Int32Array(1) } };
}

/** Two numbers lie in a byte, the lower one first. A factor is that of `size` numbers. */
function widenRow(
  source: Uint8Array,
  target: Int8Array,
  from: number,
  to: number,
  factors: Float32Array,
  size: number,
): void {
  for (let i = from, block = 0; i < to; block++) {
    const factor = factors[block] as number;
    for (const end = Math.min(to, i + size); i < end; i++) {
      const number = ((source[i >> 1] as number) << (i & 1 ? 24 : 28)) >> 28;
      target[i] = ((number * factor + 128.5) | 0) - 128; // rounded
    }
  }
}

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
  return Float32Array.from(numbersOf(stored), (value) => value * by);
}
