import { toFloat32 } from '../floats.js';
import { numbersOf } from '../numbers.js';
import type { LayerNorm, Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { assertFinite, assertShape } from '../validation.js';
import type { GraphWalker } from './GraphWalker.js';
import type { OnnxNode } from './readOnnx.js';

// What a BERT is made of besides its products, each in the forms in which exporters write it. Each is matched from its
// result back to what it reads, and anything else is another model.

/** A layer normalization, what it reads, and whose numbers it has. */
export interface FoundNorm {
  readonly input: string;
  readonly gain: Tensor;
  readonly bias: Tensor;
  readonly epsilon: number;
}

/** (x - mean) / sqrt(variance + epsilon) * gain + bias: one operator, or nine. */
export function findNorm(graph: GraphWalker, result: string | undefined): FoundNorm {
  const fused = graph.made(result, 'LayerNormalization');
  if (fused) return fusedNorm(graph, fused);
  const [bias, scaled] = tensorAndRest(graph, graph.made(result, 'Add'));
  const [gain, quotient] = tensorAndRest(graph, graph.made(scaled, 'Mul'));
  const division = graph.made(quotient, 'Div');
  const centered = centeredOf(graph, division?.inputs[0]);
  const sum = graph.made(graph.made(division?.inputs[1], 'Sqrt')?.inputs[0], 'Add');
  const [epsilon, variance] = tensorAndRest(graph, sum);
  const squares = meanOf(graph, variance);
  if (!gain || !bias || !epsilon || centered === undefined || squaredOf(graph, squares) !== centered)
    throw new UnsupportedArchitecture('it normalizes layers in an unknown way');
  return { input: centered, gain, bias, epsilon: oneNumber(epsilon) };
}

function fusedNorm(graph: GraphWalker, { inputs, numbers }: OnnxNode): FoundNorm {
  const [gain, bias] = [inputs[1], inputs[2]].map((name) => graph.tensors.get(name ?? ''));
  const axis = numbers.get('axis') ?? -1;
  if (!gain || !bias || (axis !== -1 && axis !== 2))
    throw new UnsupportedArchitecture('it normalizes layers in an unknown way');
  return { input: graph.origin(inputs[0]), gain, bias, epsilon: numbers.get('epsilon') ?? 1e-5 };
}

/** The gain and bias of a layer norm, checked to have `hidden` numbers each. */
export function normOf({ gain, bias }: FoundNorm, hidden: number): LayerNorm {
  const vector = (tensor: Tensor) => {
    assertShape(tensor, hidden);
    return assertFinite(toFloat32(tensor), tensor.name);
  };
  return { gain: vector(gain), bias: vector(bias) };
}

/** x of x - mean(x). */
function centeredOf(graph: GraphWalker, name: string | undefined): string | undefined {
  const difference = graph.made(name, 'Sub');
  const input = difference && graph.origin(difference.inputs[0]);
  return input !== undefined && meanOf(graph, difference?.inputs[1]) === input ? input : undefined;
}

/** x of the mean of x over its last axis, which stays. */
function meanOf(graph: GraphWalker, name: string | undefined): string | undefined {
  const mean = graph.made(name, 'ReduceMean');
  if (!mean || mean.numbers.get('keepdims') === 0) return undefined;
  const listed = graph.tensors.get(mean.inputs[1] ?? '');
  const axes = mean.lists?.get('axes') ?? (listed ? Array.from(numbersOf(listed)) : []);
  return axes.length === 1 && (axes[0] === -1 || axes[0] === 2) ? graph.origin(mean.inputs[0]) : undefined;
}

/** x of (x - mean(x))², which is a power or a product. */
function squaredOf(graph: GraphWalker, name: string | undefined): string | undefined {
  const node = graph.made(name, 'Pow', 'Mul');
  const [base, other] = node?.inputs ?? [];
  const exponent = graph.tensors.get(other ?? '');
  const isSquare = node?.op === 'Pow' ? isNumber(exponent, 2) : graph.origin(base) === graph.origin(other);
  return isSquare ? centeredOf(graph, base) : undefined;
}

/** x of GELU(x) in its exact form: x / 2 (1 + erf(x / √2)), its factors in any order. */
export function findGelu(graph: GraphWalker, result: string | undefined): string {
  const fused = graph.made(result, 'Gelu');
  if (fused && (fused.texts.get('approximate') ?? 'none') === 'none') return graph.origin(fused.inputs[0]);
  const factors = factorsOf(graph, result);
  const x = factors.map((factor) => erfInput(graph, factor)).find((input) => input !== undefined);
  const hasHalf = factors.some((factor) => isNumber(graph.tensors.get(factor), 0.5));
  if (factors.length === 3 && hasHalf && x !== undefined && factors.includes(x)) return x;
  throw new UnsupportedArchitecture('its activation is not GELU');
}

/** The factors of a product, of three at most. */
function factorsOf(graph: GraphWalker, result: string | undefined): readonly string[] {
  let factors = [graph.origin(result)];
  for (let split = 0; split < 2; split++)
    factors = factors.flatMap(
      (factor) => graph.made(factor, 'Mul')?.inputs.map((input) => graph.origin(input)) ?? factor,
    );
  return factors;
}

/** x of 1 + erf(x / √2). */
function erfInput(graph: GraphWalker, name: string | undefined): string | undefined {
  const [one, erf] = tensorAndRest(graph, graph.made(name, 'Add'));
  const inner = graph.made(graph.made(erf, 'Erf')?.inputs[0], 'Div', 'Mul');
  const [scale, x] = tensorAndRest(graph, inner);
  const isDivided = inner?.op === 'Div' && graph.tensors.get(inner.inputs[1] ?? '') === scale;
  const isScaled = isDivided
    ? isNumber(scale, Math.SQRT2)
    : inner?.op === 'Mul' && isNumber(scale, Math.SQRT1_2);
  return isNumber(one, 1) && isScaled && x !== undefined ? graph.origin(x) : undefined;
}

/** An operation's two inputs: the one that is a tensor of the file, and the other. */
export function tensorAndRest(
  graph: GraphWalker,
  node: OnnxNode | undefined,
): [tensor: Tensor | undefined, rest: string | undefined] {
  const [a = '', b = ''] = node?.inputs ?? [];
  const [left, right] = [graph.tensors.get(a), graph.tensors.get(b)];
  if (left && !right) return [left, b];
  return right && !left ? [right, a] : [undefined, undefined];
}

/** Half floats hold √2 to a thousandth. */
const NEAR = 2e-3;

function isNumber(tensor: Tensor | undefined, number: number): boolean {
  if (!tensor || tensor.shape.some((size) => size !== 1)) return false;
  return Math.abs(oneNumber(tensor) - number) <= NEAR * number;
}

function oneNumber(tensor: Tensor): number {
  if (tensor.shape.every((size) => size === 1)) return Number(numbersOf(tensor)[0]);
  throw new UnsupportedArchitecture(`its tensor ${tensor.name} is a list where one number is expected`);
}
