import { isFloat } from '../floats.js';
import { numbersOf } from '../numbers.js';
import type { Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';

/** What an operation on sizes, places or masks reads and makes: a few numbers. */
export interface Value {
  readonly kind: 'integer' | 'float' | 'bool';
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A mask of a short text has some hundred numbers, and the list of all positions some thousand. */
const MAX_NUMBERS = 100_000;

/** Thrown where a graph computes something that is not followed. */
export function unknown(what: string): UnsupportedArchitecture {
  return new UnsupportedArchitecture(`its graph has ${what}, which is not followed`);
}

export function sizeOf(shape: readonly number[]): number {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size >= 0 && size <= MAX_NUMBERS) return size;
  throw unknown(`${size} numbers in a mask or a list of sizes`);
}

export function toValue(tensor: Tensor): Value {
  sizeOf(tensor.shape);
  const kind =
    isFloat(tensor) || tensor.type === 'float64' ? 'float' : tensor.type === 'bool' ? 'bool' : 'integer';
  return { kind, shape: tensor.shape, data: numbersOf(tensor) };
}

export const integers = (data: readonly number[]): Value => ({ kind: 'integer', shape: [data.length], data });

/** The numbers of a list or of one number; throws where there is none. */
export function listOf(value: Value | undefined): number[] {
  if (value) return Array.from(value.data);
  throw unknown('an operation without one of its inputs');
}

export function scalarOf(value: Value | undefined): number {
  const [number, ...others] = listOf(value);
  if (number !== undefined && others.length === 0) return number;
  throw unknown('a list where one number is expected');
}

/** The shape that two shapes are brought to (ONNX, "Multidirectional Broadcasting"). */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw unknown(`an operation on [${a}] and [${b}]`);
    return x === 1 ? y : x;
  });
}

/** Where in a tensor's data each number of a larger shape comes from. */
export function broadcastTo({ shape, data }: Value, target: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const lead = target.length - shape.length;
  return mapCoordinates(target, (coordinates) => {
    let at = 0;
    for (let i = 0; i < shape.length; i++)
      if (shape[i] !== 1) at += (coordinates[lead + i] as number) * (strides[i] as number);
    return data[at] as number;
  });
}

export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--)
    strides[i] = (strides[i + 1] as number) * (shape[i + 1] as number);
  return strides;
}

/** Calls `get` for all coordinates of a shape, in order of memory. */
export function mapCoordinates(
  shape: readonly number[],
  get: (coordinates: readonly number[]) => number,
): number[] {
  const count = sizeOf(shape);
  const coordinates = shape.map(() => 0);
  const out: number[] = [];
  for (let n = 0; n < count; n++) {
    out.push(get(coordinates));
    for (let i = shape.length - 1; i >= 0; i--) {
      coordinates[i] = (coordinates[i] as number) + 1;
      if ((coordinates[i] as number) < (shape[i] as number)) break;
      coordinates[i] = 0;
    }
  }
  return out;
}

/** An axis, counted from the front. */
export function axisOf(axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(found) && found >= 0 && found < rank) return found;
  throw unknown(`an axis ${axis} of ${rank}`);
}
