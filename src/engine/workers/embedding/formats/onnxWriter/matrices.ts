import { finiteFloats, isFloat } from '../floats.js';
import { numbersOf, oneOf } from '../numbers.js';
import type { BertWeights, Linear, Table } from '../types.js';

// Weights as the fused graph wants them: floats, `inputs x outputs`, row by row.

/** Writes the weights of layers that read the same input side by side: `inputs x (outputs of all)`. */
export function packMatrices(layers: readonly Linear[], target: Float32Array): void {
  const width = layers.reduce((sum, { outputs }) => sum + outputs, 0);
  let column = 0;
  for (const layer of layers) {
    writeMatrix(layer, target, width, column);
    column += layer.outputs;
  }
}

/** Writes the biases of layers one after the other. */
export function packBiases(layers: readonly Linear[], target: Float32Array): void {
  let start = 0;
  for (const { bias } of layers) {
    target.set(bias, start);
    start += bias.length;
  }
}

function writeMatrix(
  { inputs, outputs, weight, order, quantization }: Linear,
  target: Float32Array,
  width: number,
  column: number,
): void {
  const values = isFloat(weight) ? finiteFloats(weight) : numbersOf(weight);
  const [rowStride, columnStride] = order === 'inputs-outputs' ? [outputs, 1] : [1, inputs];
  const scales = quantization?.scales ?? Float32Array.of(1);
  const zeroPoints = quantization?.zeroPoints ?? new Int32Array(1);
  for (let n = 0; n < outputs; n++) {
    const scale = oneOf(scales, n);
    const zeroPoint = oneOf(zeroPoints, n);
    for (let k = 0; k < inputs; k++)
      target[k * width + column + n] =
        scale * ((values[k * rowStride + n * columnStride] as number) - zeroPoint);
  }
}

/** Writes the rows of a table. */
export function writeTable({ values, rows, columns, quantization }: Table, target: Float32Array): void {
  if (!quantization) {
    target.set(finiteFloats(values));
    return;
  }
  const { scales, zeroPoints } = quantization;
  const integers = numbersOf(values);
  for (let row = 0; row < rows; row++) {
    const scale = oneOf(scales, row);
    const zeroPoint = oneOf(zeroPoints, row);
    for (let i = row * columns; i < (row + 1) * columns; i++)
      target[i] = scale * ((integers[i] as number) - zeroPoint);
  }
}

/** Writes the rows of positions, the first token type's row added to each. */
export function writePositions(
  { positions, tokenTypes }: Pick<BertWeights, 'positions' | 'tokenTypes'>,
  target: Float32Array,
): void {
  writeTable(positions, target);
  const types = new Float32Array(tokenTypes.rows * tokenTypes.columns);
  writeTable(tokenTypes, types);
  for (let i = 0; i < target.length; i++)
    target[i] = (target[i] as number) + (types[i % positions.columns] as number);
}
