import { isFloatCode } from './GraphWalker.js';
import type { OnnxNode } from './readOnnx.js';
import { at, concat, gather, gatherNd, required, slice } from './tensorOps.js';
import {
  axisOf,
  broadcastShape,
  broadcastTo,
  integers,
  listOf,
  mapCoordinates,
  scalarOf,
  sizeOf,
  stridesOf,
  toValue,
  unknown,
  type Value,
} from './values.js';

// The operations by which exporters make sizes, places and masks, on few numbers and after ONNX's definitions.

type Operation = (inputs: readonly (Value | undefined)[], node: OnnxNode) => Value;

const BOOL = 9;

const first = ([input]: readonly (Value | undefined)[]): Value => required(input);

/** An operation on numbers at the same places. */
function each(compute: (a: number, b: number) => number, kind?: Value['kind']): Operation {
  return (inputs) => {
    const [a, b] = [first(inputs), inputs[1] ?? first(inputs)];
    const shape = broadcastShape(a.shape, b.shape);
    const [x, y] = [broadcastTo(a, shape), broadcastTo(b, shape)];
    const isInteger = a.kind === 'integer';
    const data = x.map((value, i) => {
      const result = compute(value, y[i] as number);
      return isInteger && kind === undefined ? Math.trunc(result) : result;
    });
    return { kind: kind ?? a.kind, shape, data };
  };
}

/** Axes as an attribute, or, in newer files, an input. */
function axesOf({ lists }: OnnxNode, input: Value | undefined): readonly number[] {
  return lists?.get('axes') ?? listOf(input);
}

export function reshaped({ shape }: Pick<Value, 'shape'>, wanted: readonly number[]): number[] {
  const sizes = wanted.map((size, i) => (size === 0 ? (shape[i] ?? 0) : size));
  const rest = sizes.indexOf(-1);
  const known = sizes.reduce((product, size, i) => (i === rest ? product : product * size), 1);
  const size = sizeOf(shape);
  if (rest >= 0) sizes[rest] = size / known;
  if (sizes.some((part) => !(Number.isInteger(part) && part > 0)) || sizeOf(sizes) !== size)
    throw unknown(`a shape [${shape}] that becomes [${wanted}]`);
  return sizes;
}

function unsqueeze(value: Value, axes: readonly number[]): Value {
  const rank = value.shape.length + axes.length;
  const shape: number[] = [];
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  for (let i = 0, from = 0; i < rank; i++) shape.push(added.has(i) ? 1 : (value.shape[from++] ?? 1));
  if (sizeOf(shape) !== sizeOf(value.shape)) throw unknown('axes that are there twice');
  return { ...value, shape };
}

function squeeze(value: Value, axes: readonly number[]): Value {
  const dropped = new Set(axes.map((axis) => axisOf(axis, value.shape.length)));
  const shape = value.shape.filter((_, i) => !dropped.has(i));
  if (sizeOf(shape) !== sizeOf(value.shape)) throw unknown('an axis that is squeezed and is not 1');
  return { ...value, shape };
}

function cast(value: Value, code: number | undefined): Value {
  if (code === BOOL)
    return { ...value, kind: 'bool', data: Array.from(value.data, (number) => Number(number !== 0)) };
  if (isFloatCode(code)) return { ...value, kind: 'float' };
  return { ...value, kind: 'integer', data: Array.from(value.data, Math.trunc) };
}

function range([start, limit, delta]: readonly (Value | undefined)[]): Value {
  const [from, to, step] = [scalarOf(start), scalarOf(limit), scalarOf(delta)];
  const length = sizeOf([Math.max(Math.ceil((to - from) / step), 0)]);
  return { ...first([start]), shape: [length], data: Array.from({ length }, (_, i) => from + i * step) };
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  Identity: first,
  Cast: (inputs, { numbers }) => cast(first(inputs), numbers.get('to')),
  Add: each((a, b) => a + b),
  Sub: each((a, b) => a - b),
  Mul: each((a, b) => a * b),
  Div: each((a, b) => a / b),
  Pow: each((a, b) => a ** b),
  Min: each(Math.min),
  Max: each(Math.max),
  Sqrt: each(Math.sqrt),
  Neg: each((a) => -a),
  Not: each((a) => Number(a === 0)),
  And: each((a, b) => Number(a !== 0 && b !== 0)),
  Or: each((a, b) => Number(a !== 0 || b !== 0)),
  Equal: each((a, b) => Number(a === b), 'bool'),
  Less: each((a, b) => Number(a < b), 'bool'),
  LessOrEqual: each((a, b) => Number(a <= b), 'bool'),
  Greater: each((a, b) => Number(a > b), 'bool'),
  GreaterOrEqual: each((a, b) => Number(a >= b), 'bool'),
  IsNaN: each((a) => Number(Number.isNaN(a)), 'bool'),
  Where([condition, ...inputs]) {
    const [yes, no] = [first(inputs), first(inputs.slice(1))];
    const chosen = first([condition]);
    const shape = broadcastShape(chosen.shape, broadcastShape(yes.shape, no.shape));
    const [a, b] = [broadcastTo(yes, shape), broadcastTo(no, shape)];
    const data = broadcastTo(chosen, shape).map((is, i) => (is !== 0 ? a[i] : b[i]) as number);
    return { kind: yes.kind, shape, data };
  },
  Expand(inputs) {
    const value = first(inputs);
    const shape = broadcastShape(value.shape, listOf(inputs[1]));
    return { ...value, shape, data: broadcastTo(value, shape) };
  },
  ConstantOfShape(inputs, { value }) {
    const shape = listOf(first(inputs));
    const filled: Value = value ? toValue(value) : { kind: 'float', shape: [], data: [0] };
    return { kind: filled.kind, shape, data: Array(sizeOf(shape)).fill(scalarOf(filled)) };
  },
  Range: range,
  Reshape: (inputs) => ({ ...first(inputs), shape: reshaped(first(inputs), listOf(inputs[1])) }),
  Flatten: (inputs, { numbers }) => {
    const { shape } = first(inputs);
    const axis = numbers.get('axis') ?? 1;
    const size = (part: readonly number[]) => sizeOf(part);
    return { ...first(inputs), shape: [size(shape.slice(0, axis)), size(shape.slice(axis))] };
  },
  Transpose(inputs, { lists }) {
    const value = first(inputs);
    const perm = lists?.get('perm') ?? value.shape.map((_, i) => value.shape.length - 1 - i);
    const strides = stridesOf(value.shape);
    const shape = perm.map((axis) => value.shape[axisOf(axis, value.shape.length)] as number);
    const data = mapCoordinates(shape, (coordinates) =>
      at(
        value,
        coordinates.reduce((sum, p, i) => sum + p * (strides[perm[i] as number] as number), 0),
      ),
    );
    return { ...value, shape, data };
  },
  Unsqueeze: (inputs, node) => unsqueeze(first(inputs), axesOf(node, inputs[1])),
  Squeeze: (inputs, node) => squeeze(first(inputs), axesOf(node, inputs[1])),
  Slice: (inputs) => slice(first(inputs), inputs),
  Gather: (inputs, { numbers }) => gather(first(inputs), first(inputs.slice(1)), numbers.get('axis') ?? 0),
  GatherND: (inputs, { numbers }) => {
    if (numbers.get('batch_dims')) throw unknown('a GatherND by batches');
    return gatherNd(first(inputs), first(inputs.slice(1)));
  },
  Concat: (inputs, { numbers }) => concat(inputs, numbers.get('axis') ?? 0),
  Shape(inputs, { numbers }) {
    const { shape } = first(inputs);
    return integers(shape.slice(numbers.get('start') ?? 0, numbers.get('end')));
  },
};
