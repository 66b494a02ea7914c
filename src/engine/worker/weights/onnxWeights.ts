import { assertScales, assertShape, broken } from './checks.js';
import { isFloat } from './floats.js';
import { ForeignModel } from './foreign.js';
import { numbersOf } from './numbers.js';
import type { OnnxNode } from './onnx.js';
import type { GraphWalker } from './onnxGraph.js';
import type { Linear, Quantization, Tensor } from './types.js';

type Weight = Omit<Linear, 'bias'>;

/** The weight of the layer whose bias has this name: from the addition of the bias back to the product before it. */
export function findWeight(graph: GraphWalker, bias: string, inputs: number, outputs: number): Weight {
  const found = weightBefore(graph, bias, outputs);
  const { tensor, transposed, quantization } = found;
  if (!(quantization ? isInteger8(tensor) : isFloat(tensor)))
    throw new ForeignModel(`its weight ${tensor.name} is of another type than it is read as`);
  if (transposed) assertShape(tensor, outputs, inputs);
  else assertShape(tensor, inputs, outputs);
  return {
    inputs,
    outputs,
    weight: tensor,
    order: transposed ? 'outputs-inputs' : 'inputs-outputs',
    ...(quantization && { quantization }),
  };
}

interface Found {
  readonly tensor: Tensor;
  readonly transposed: boolean;
  readonly quantization?: Quantization;
}

function weightBefore(graph: GraphWalker, bias: string, outputs: number): Found {
  for (const node of graph.consumers(bias)) {
    if (node.op === 'Gemm') return gemmWeight(graph, node, outputs);
    if (node.op !== 'Add') continue;
    const product = graph.producer(node.inputs.find((input) => input !== bias));
    if (product?.op === 'MatMul') return floatWeight(graph, product.inputs[1], outputs, COLUMNS);
    if (product?.op === 'Mul') return integerWeight(graph, product, outputs);
  }
  throw new ForeignModel(`it adds ${bias} to something else than a product with a weight`);
}

/** Which axis of a weight its outputs are. */
type Axis = 0 | 1;
export const ROWS = 0;
const COLUMNS = 1;

function gemmWeight(graph: GraphWalker, { inputs, numbers }: OnnxNode, outputs: number): Found {
  const isPlain =
    ['alpha', 'beta'].every((factor) => (numbers.get(factor) ?? 1) === 1) && !numbers.get('transA');
  if (!isPlain) throw new ForeignModel('it scales or transposes the products of its layers');
  const transposed = numbers.get('transB') === 1;
  return flipIf(transposed, floatWeight(graph, inputs[1], outputs, transposed ? ROWS : COLUMNS));
}

/** A weight as a product reads it: as it is, or through Transpose, Cast or DequantizeLinear. */
function floatWeight(graph: GraphWalker, name: string | undefined, outputs: number, axis: Axis): Found {
  const tensor = name === undefined ? undefined : graph.tensors.get(name);
  if (tensor) return { tensor, transposed: false };
  const node = graph.producer(name);
  if (node?.op === 'Cast' || node?.op === 'Identity')
    return floatWeight(graph, node.inputs[0], outputs, axis);
  if (node?.op === 'Transpose')
    return flipIf(true, floatWeight(graph, node.inputs[0], outputs, axis === ROWS ? COLUMNS : ROWS));
  if (node?.op === 'DequantizeLinear') {
    const integers = floatWeight(graph, node.inputs[0], outputs, axis);
    if (!integers.quantization)
      return { ...integers, quantization: dequantization(graph, node, axis, outputs) };
  }
  throw new ForeignModel(`its weight ${name} is computed in an unknown way`);
}

function flipIf(flip: boolean, found: Found): Found {
  return flip ? { ...found, transposed: !found.transposed } : found;
}

/** In a quantised file: Mul(Cast(MatMulInteger(x, weight, zero points)), Mul(scale of x, scales of the weight)). */
function integerWeight(graph: GraphWalker, product: OnnxNode, outputs: number): Found {
  const makers = product.inputs.map((input) => graph.producer(input));
  const cast = makers.find((maker) => maker?.op === 'Cast');
  const integers = graph.producer(cast?.inputs[0]);
  const scale = makers.find((maker) => maker?.op === 'Mul');
  const scales = scale?.inputs.find((input) => graph.tensors.has(input));
  const tensor = graph.tensors.get(integers?.inputs[1] ?? '');
  if (integers?.op !== 'MatMulInteger' || scales === undefined || !tensor)
    throw new ForeignModel('it multiplies integers in an unknown way');
  return {
    tensor,
    transposed: false,
    quantization: quantizationOf(graph, scales, integers.inputs[3], outputs),
  };
}

/** What a DequantizeLinear makes of integers: one scale for all, or, if there is an `axis`, by their place on it. */
export function dequantization(
  graph: GraphWalker,
  { inputs: [, scale, zeroPoint], numbers }: OnnxNode,
  axis: Axis | undefined,
  count: number,
): Quantization {
  const shape = graph.tensors.get(scale ?? '')?.shape ?? [];
  const along = numbers.get('axis') ?? 1;
  const isOnAxis = shape.length === 1 && (along < 0 ? along + 2 : along) === axis;
  if (numbers.get('block_size') || !(isOnAxis || shape.every((size) => size === 1)))
    throw new ForeignModel(`its scales ${scale} are neither one for all nor one per output or row`);
  return quantizationOf(graph, scale, zeroPoint, count);
}

/** Whether a tensor holds the integers of a quantised matrix. */
export function isInteger8({ type }: Tensor): boolean {
  return type === 'int8' || type === 'uint8';
}

/** Scales and zero points, one or `count` of each; without zero points they are 0. */
function quantizationOf(
  graph: GraphWalker,
  scaleName: string | undefined,
  zeroPointName: string | undefined,
  count: number,
): Quantization {
  const scaleTensor = graph.tensors.get(scaleName ?? '');
  if (!scaleTensor) throw new ForeignModel(`its scales ${scaleName} are computed`);
  const scales = assertScales(Float32Array.from(numbersOf(scaleTensor)), scaleTensor.name);
  const zeroPointTensor = zeroPointName ? graph.tensors.get(zeroPointName) : undefined;
  if (zeroPointName && !zeroPointTensor)
    throw new ForeignModel(`its zero points ${zeroPointName} are computed`);
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
