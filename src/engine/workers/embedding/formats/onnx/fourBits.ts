import { numbersOf } from '../numbers.js';
import type { Blocks, Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { assertShape } from '../validation.js';
import type { GraphWalker } from './GraphWalker.js';
import type { OnnxNode } from './readOnnx.js';

/**
 * What a blockwise DequantizeLinear makes numbers of int4 by.
 * @param axis that of a layer's outputs, or of a table's rows: blocks lie along the other one
 */
export function blocksOf(
  graph: GraphWalker,
  { type, name, shape: [rows = 0, columns = 0] }: Tensor,
  { inputs, numbers }: OnnxNode,
  axis: 0 | 1,
): Blocks {
  const size = Number(numbers.get('block_size'));
  const along = numbers.get('axis') ?? 1;
  if (type !== 'int4' || inputs[2] || (along + 2) % 2 === axis || !(size > 0))
    throw new UnsupportedArchitecture(`its weight ${name} is computed in an unknown way`);
  const byColumn = axis === 1;
  const shape = byColumn ? [Math.ceil(rows / size), columns] : [rows, Math.ceil(columns / size)];
  return { size, byColumn, ...blockScales(graph, inputs[1], shape) };
}

/**
 * Floats; or bytes that are scaled by one number. A scale may be negative: it takes the number of largest magnitude to -8,
 * whatever its sign.
 */
function blockScales(
  graph: GraphWalker,
  name: string | undefined,
  shape: readonly number[],
): Pick<Blocks, 'scales' | 'factor'> {
  const node = graph.made(name, 'DequantizeLinear');
  const scales = graph.tensors.get(graph.origin(node ? node.inputs[0] : name));
  const factor = graph.tensors.get(node?.inputs[1] ?? '');
  if (!scales || node?.inputs[2] || (node && factor?.shape.length !== 0))
    throw new UnsupportedArchitecture(`its scales ${name} are computed`);
  assertShape(scales, ...shape);
  return { scales, factor: factor ? Number(numbersOf(factor)[0]) : 1 };
}
