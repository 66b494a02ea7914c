import { eachLinear } from '../../src/engine/workers/embedding/formats/eachLinear.js';
import type {
  BertWeights,
  Blocks,
  Linear,
  Tensor,
} from '../../src/engine/workers/embedding/formats/types.js';
import { randomNumbers } from './bertReference.js';

/** A matrix of int4 in blocks, and what they are. */
export interface FourBits {
  readonly tensor: Tensor;
  readonly blocks: Blocks;
  /** Row by row. */
  readonly integers: Int8Array;
  readonly scales: Float32Array;
}

/** Random integers with random scales, of which some are negative. */
export function randomFourBits(
  [rows, columns]: readonly [number, number],
  { size, byColumn }: Pick<Blocks, 'size' | 'byColumn'>,
  seed = 1,
): FourBits {
  const random = randomNumbers(seed);
  const integers = Int8Array.from({ length: rows * columns }, () => Math.floor(8 * random()));
  const shape = byColumn ? [Math.ceil(rows / size), columns] : [rows, Math.ceil(columns / size)];
  const scales = Float32Array.from({ length: (shape[0] ?? 0) * (shape[1] ?? 0) }, () => random() / 50);
  const bytes = new Uint8Array(Math.ceil(integers.length / 2));
  for (const [i, integer] of integers.entries())
    bytes[i >> 1] = (bytes[i >> 1] ?? 0) | ((integer & 15) << (i % 2 ? 4 : 0));
  const stored: Tensor = { name: 'scales', type: 'float32', shape, bytes: new Uint8Array(scales.buffer) };
  return {
    tensor: { name: 'w', type: 'int4', shape: [rows, columns], bytes },
    blocks: { size, byColumn, scales: stored, factor: 1 },
    integers,
    scales,
  };
}

/** A model of the same shape whose word table and layers have random weights of 4 bits. */
export function withFourBits(weights: BertWeights, size: number): BertWeights {
  const { words } = weights;
  const table = randomFourBits([words.rows, words.columns], { size, byColumn: false });
  const linear = ({ quantization: _, ...rest }: Linear): Linear => {
    const shape = [rest.inputs, rest.outputs] as const;
    const { tensor, blocks } = randomFourBits(shape, { size, byColumn: true }, rest.outputs);
    return { ...rest, weight: tensor, blocks };
  };
  return { ...eachLinear(weights, linear), words: { ...words, values: table.tensor, blocks: table.blocks } };
}
