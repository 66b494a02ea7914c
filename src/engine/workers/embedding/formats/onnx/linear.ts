import { isFloat, toFloat32 } from '../floats.js';
import { numbersOf } from '../numbers.js';
import type { Blocks, Linear, Quantization, Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { assertFinite, assertScales, assertShape, broken } from '../validation.js';
import { blocksOf } from './fourBits.js';
import type { GraphWalker } from './GraphWalker.js';
import { tensorAndRest } from './patterns.js';
import type { OnnxNode } from './readOnnx.js';

/** A layer y = x W + b of a graph: what it reads, and its numbers. */
export interface FoundLinear {
  /** The name of y, and of x. */
  readonly name: string;
  readonly input: string;
  readonly bias: Tensor;
  /** Its weight, once it is known how wide the layer is. */
  readonly weight: (outputs: number) => Found;
}

/** The layer that makes a value: from the addition of the bias back to the product before it. */
export function findLinear(graph: GraphWalker, result: string | undefined): FoundLinear {
  const node = graph.made(result, 'Add', 'Gemm');
  const name = graph.origin(result);
  if (node?.op === 'Gemm') {
    const bias = graph.tensors.get(node.inputs[2] ?? '');
    if (!bias) throw new UnsupportedArchitecture('it has a product without a bias');
    return {
      name,
      input: graph.origin(node.inputs[0]),
      bias,
      weight: (outputs) => gemmWeight(graph, node, outputs),
    };
  }
  const [bias, rest] = tensorAndRest(graph, node);
  const product = graph.made(rest, 'MatMul', 'Mul');
  if (!bias || !product)
    throw new UnsupportedArchitecture(`${name} is something else than a product with a weight`);
  if (product.op === 'Mul') return { name, bias, ...integerProduct(graph, product) };
  const [input, matrix] = product.inputs;
  return {
    name,
    input: graph.origin(input),
    bias,
    weight: (outputs) => floatWeight(graph, matrix, outputs, COLUMNS),
  };
}

/** Whether a value is made by a layer, and not by a normalization, which ends with an addition too. */
export function isLinear(graph: GraphWalker, name: string): boolean {
  const node = graph.made(name, 'Add', 'Gemm');
  const [, rest] = tensorAndRest(graph, node);
  const scaled = graph.made(rest, 'Mul')?.inputs.some((input) => graph.made(input, 'MatMulInteger'));
  return node?.op === 'Gemm' || scaled === true || graph.made(rest, 'MatMul') !== undefined;
}

/** The numbers of a layer of these widths. */
export function linearOf(found: FoundLinear, inputs: number, outputs: number): Linear {
  const { tensor, transposed, quantization, blocks } = found.weight(outputs);
  if (!(quantization ? isInteger8(tensor) : blocks || isFloat(tensor)))
    throw new UnsupportedArchitecture(`its weight ${tensor.name} is of another type than it is read as`);
  if (transposed) assertShape(tensor, outputs, inputs);
  else assertShape(tensor, inputs, outputs);
  assertShape(found.bias, outputs);
  return {
    inputs,
    outputs,
    weight: tensor,
    order: transposed ? 'outputs-inputs' : 'inputs-outputs',
    ...(quantization && { quantization }),
    ...(blocks && { blocks }),
    bias: assertFinite(toFloat32(found.bias), found.bias.name),
  };
}

interface Found {
  readonly tensor: Tensor;
  readonly transposed: boolean;
  readonly quantization?: Quantization;
  readonly blocks?: Blocks;
}

/** Which axis of a weight its outputs are. */
type Axis = 0 | 1;
export const ROWS = 0;
const COLUMNS = 1;

function gemmWeight(graph: GraphWalker, { inputs, numbers }: OnnxNode, outputs: number): Found {
  const isPlain =
    ['alpha', 'beta'].every((factor) => (numbers.get(factor) ?? 1) === 1) && !numbers.get('transA');
  if (!isPlain) throw new UnsupportedArchitecture('it scales or transposes the products of its layers');
  const transposed = numbers.get('transB') === 1;
  return flipIf(transposed, floatWeight(graph, inputs[1], outputs, transposed ? ROWS : COLUMNS));
}

/** A weight as a product reads it: as it is, or through Transpose, Cast or DequantizeLinear. */
function floatWeight(graph: GraphWalker, name: string | undefined, outputs: number, axis: Axis): Found {
  const at = graph.origin(name);
  const stored = graph.tensors.get(at);
  if (stored) return { tensor: stored, transposed: false };
  const node = graph.producer(at);
  const perm = node?.lists?.get('perm') ?? [1, 0];
  if (node?.op === 'Transpose' && perm.length === 2 && perm[0] === 1 && perm[1] === 0)
    return flipIf(true, floatWeight(graph, node.inputs[0], outputs, axis === ROWS ? COLUMNS : ROWS));
  if (node?.op === 'DequantizeLinear') {
    const integers = floatWeight(graph, node.inputs[0], outputs, axis);
    const { tensor, quantization, blocks } = integers;
    if (!quantization && !blocks)
      return node.numbers.has('block_size')
        ? { ...integers, blocks: blocksOf(graph, tensor, node, axis) }
        : { ...integers, quantization: dequantization(graph, tensor, node, axis, outputs) };
  }
  throw new UnsupportedArchitecture(`its weight ${name} is computed in an unknown way`);
}

function flipIf(flip: boolean, found: Found): Found {
  return flip ? { ...found, transposed: !found.transposed } : found;
}

/** In a quantized file: Mul(Cast(MatMulInteger(x, weight, zero points)), Mul(scale of x, scales of the weight)). */
function integerProduct(graph: GraphWalker, product: OnnxNode): Pick<FoundLinear, 'input' | 'weight'> {
  const [integers] = product.inputs.flatMap((input) => graph.made(input, 'MatMulInteger') ?? []);
  const [factors] = product.inputs.flatMap((input) => graph.made(input, 'Mul') ?? []);
  const [scales, own] = tensorAndRest(graph, factors);
  const [numbers, weight = '', zeroPoint, zeroPoints] = integers?.inputs ?? [];
  const tensor = graph.tensors.get(weight);
  const quantize = graph.made(numbers, 'DynamicQuantizeLinear');
  const isOwn = [numbers, own, zeroPoint].every(
    (name, i) => name !== undefined && quantize?.outputs[i] === name,
  );
  if (!tensor || !scales || !isOwn)
    throw new UnsupportedArchitecture('it multiplies integers in an unknown way');
  if (scales.shape.slice(0, -1).some((size) => size !== 1))
    throw new UnsupportedArchitecture(`its scales ${scales.name} are not one per output`);
  return {
    input: graph.origin(quantize?.inputs[0]),
    weight: (outputs) => ({
      tensor,
      transposed: false,
      quantization: quantizationOf(graph, tensor, scales.name, zeroPoints, outputs),
    }),
  };
}

/** What a DequantizeLinear makes of integers: one scale for all, or, if there is an `axis`, by their place on it. */
export function dequantization(
  graph: GraphWalker,
  tensor: Tensor,
  { inputs: [, scale, zeroPoint], numbers }: OnnxNode,
  axis: Axis | undefined,
  count: number,
): Quantization {
  const shape = graph.tensors.get(scale ?? '')?.shape ?? [];
  const along = numbers.get('axis') ?? 1;
  const isOnAxis = shape.length === 1 && (along < 0 ? along + 2 : along) === axis;
  if (numbers.get('block_size') || !(isOnAxis || shape.every((size) => size === 1)))
    throw new UnsupportedArchitecture(
      `its scales ${scale} are neither one for all nor one per output or row`,
    );
  return quantizationOf(graph, tensor, scale, zeroPoint, count);
}

/** Whether a tensor holds the integers of a quantized matrix. */
export function isInteger8({ type }: Tensor): boolean {
  return type === 'int8' || type === 'uint8';
}

/** Scales and zero points, one or `count` of each; without zero points they are 0. */
function quantizationOf(
  graph: GraphWalker,
  tensor: Tensor,
  scaleName: string | undefined,
  zeroPointName: string | undefined,
  count: number,
): Quantization {
  const scaleTensor = graph.tensors.get(scaleName ?? '');
  if (!scaleTensor) throw new UnsupportedArchitecture(`its scales ${scaleName} are computed`);
  const scales = assertScales(Float32Array.from(numbersOf(scaleTensor)), scaleTensor.name);
  const zeroPointTensor = zeroPointName ? graph.tensors.get(zeroPointName) : undefined;
  if (zeroPointName && !zeroPointTensor)
    throw new UnsupportedArchitecture(`its zero points ${zeroPointName} are computed`);
  if (zeroPointTensor && zeroPointTensor.type !== tensor.type)
    throw new UnsupportedArchitecture(
      `its zero points ${zeroPointName} are of another type than what they are of`,
    );
  const zeroPoints = zeroPointTensor ? Int32Array.from(numbersOf(zeroPointTensor)) : new Int32Array(1);
  for (const { length } of [scales, zeroPoints])
    if (length !== 1 && length !== count)
      throw broken(
        `its tensor ${scaleTensor.name} has ${length} scales or zero points for ${count} columns`,
        {
          tensor: scaleTensor.name,
        },
      );
  return { scales, zeroPoints };
}
