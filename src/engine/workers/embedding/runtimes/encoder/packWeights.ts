import { evenFloats } from '../../formats/floats.js';
import { oneForEach } from '../../formats/numbers.js';
import type { BertLayer, BertWeights, LayerNorm, Linear, Quantization } from '../../formats/types.js';
import { packTable, sumPositions } from './embeddingTables.js';
import type { Address, EncoderExports, Instance } from './instance.js';
import { indexInHeads, type Layout } from './layout.js';
import { widenMatrix } from './widen.js';

/** Kinds of values in wasm/encoder/matrix.ts. */
const KINDS = { int8: 0, uint8: 1, float32: 2 } as const;

/** Numbers that stand for themselves. */
const AS_STORED: Quantization = { scales: Float32Array.of(1), zeroPoints: Int32Array.of(0) };

/** Where a layer's rows or columns go in its matrix. */
type IndexMap = (index: number) => number;
const identity: IndexMap = (index) => index;

/** What the encoder was told of weights that lie in its memory: the arguments of `setShape` and `setEmbeddings`. */
export interface PackedSetup {
  readonly shape: Parameters<EncoderExports['setShape']>;
  readonly embeddings: Parameters<EncoderExports['setEmbeddings']>;
}

/** Repacks a model's weights into the encoder's memory. Afterwards nothing of `weights` is needed any more. */
export function packWeights(instance: Instance, weights: BertWeights, layout: Layout): PackedSetup {
  const { wasm } = instance;
  const { hidden, width, inner, heads, headSize, headWidth, span } = layout;
  const layers = weights.layers.length;
  const shape: PackedSetup['shape'] = [
    hidden,
    width,
    inner,
    heads,
    headSize,
    headWidth,
    span,
    layers,
    weights.epsilon,
  ];
  wasm.setShape(...shape);
  const words = packTable(instance, weights.words, width);
  const positions = instance.put(sumPositions(weights, width));
  const [gain, bias] = placeNorm(instance, weights.embeddingNorm, width);
  const embeddings: PackedSetup['embeddings'] = [
    words.values,
    words.scales,
    words.offsets,
    positions,
    gain,
    bias,
  ];
  wasm.setEmbeddings(...embeddings);
  for (const [index, layer] of weights.layers.entries()) placeLayer(instance, index, layer, layout);
  return { shape, embeddings };
}

function placeLayer(instance: Instance, index: number, layer: BertLayer, layout: Layout): void {
  const { wasm } = instance;
  const { width, inner, span } = layout;
  const inHeads: IndexMap = (i) => indexInHeads(layout, i);
  const queryKeyValue = wasm.createMatrix(width, 3 * span);
  for (const [part, linear] of [layer.query, layer.key, layer.value].entries())
    fill(instance, queryKeyValue, linear, identity, (i) => part * span + inHeads(i));
  const attentionOutput = wasm.createMatrix(span, width);
  fill(instance, attentionOutput, layer.attentionOutput, inHeads, identity);
  const intermediate = wasm.createMatrix(width, inner);
  fill(instance, intermediate, layer.intermediate, identity, identity);
  const output = wasm.createMatrix(inner, width);
  fill(instance, output, layer.output, identity, identity);
  for (const matrix of [queryKeyValue, attentionOutput, intermediate, output]) wasm.sealMatrix(matrix);
  const attentionNorm = placeNorm(instance, layer.attentionNorm, width);
  const outputNorm = placeNorm(instance, layer.outputNorm, width);
  wasm.setLayer(index, queryKeyValue, attentionOutput, ...attentionNorm, intermediate, output, ...outputNorm);
}

/** Copies a layer's weights into `matrix`; what it needs for that is given back. */
function fill(instance: Instance, matrix: Address, linear: Linear, row: IndexMap, column: IndexMap): void {
  const { wasm, put } = instance;
  const { inputs, outputs, order, bias } = linear;
  const before = wasm.mark();
  const { kind, values, scales, zeroPoints } = sourceOf(instance, linear);
  const strides: [number, number] = order === 'inputs-outputs' ? [outputs, 1] : [1, inputs];
  wasm.fillMatrix(
    matrix,
    values,
    KINDS[kind],
    inputs,
    outputs,
    ...strides,
    scales,
    zeroPoints,
    put(bias),
    put(mapped(row, inputs)),
    put(mapped(column, outputs)),
  );
  wasm.release(before);
}

/** Numbers in an encoder's memory, and scale and zero point of each column. */
interface Source {
  readonly kind: keyof typeof KINDS;
  readonly values: Address;
  readonly scales: Address;
  readonly zeroPoints: Address;
}

function sourceOf(instance: Instance, { outputs, weight, quantization, blocks }: Linear): Source {
  const { put } = instance;
  const { scales, zeroPoints } = quantization ?? AS_STORED;
  if (blocks)
    return {
      kind: 'int8',
      ...widenMatrix(instance, weight, blocks),
      zeroPoints: put(new Int32Array(outputs)),
    };
  const kind = weight.type === 'int8' || weight.type === 'uint8' ? weight.type : 'float32';
  return {
    kind,
    values: put(kind === 'float32' ? evenFloats(weight) : weight.bytes),
    scales: put(oneForEach(scales, new Float32Array(outputs))),
    zeroPoints: put(oneForEach(zeroPoints, new Int32Array(outputs))),
  };
}

/** Where each of so many rows or columns goes. */
function mapped(map: IndexMap, length: number): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) places[i] = map(i);
  return places;
}

function placeNorm({ put }: Instance, { gain, bias }: LayerNorm, width: number): [Address, Address] {
  const filledUp = (values: Float32Array) => {
    const row = new Float32Array(width);
    row.set(values);
    return row;
  };
  return [put(filledUp(gain)), put(filledUp(bias))];
}
