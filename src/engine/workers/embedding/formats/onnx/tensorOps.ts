import { axisOf, listOf, mapCoordinates, stridesOf, unknown, type Value } from './values.js';

// The operations that take parts of lists of sizes and masks, or put them together, after ONNX's definitions.

/** An input that is there. */
export function required(input: Value | undefined): Value {
  if (input) return input;
  throw unknown('an operation without its input');
}

export function slice(value: Value, [, starts, ends, axes, steps]: readonly (Value | undefined)[]): Value {
  const from = value.shape.map(() => 0);
  const shape = [...value.shape];
  const listed = axes ? listOf(axes) : listOf(starts).map((_, i) => i);
  if (steps && listOf(steps).some((step) => step !== 1)) throw unknown('a slice with steps');
  for (const [i, axis] of listed.entries()) {
    const at = axisOf(axis, shape.length);
    const size = value.shape[at] as number;
    const inside = (index = Number.NaN) => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
    from[at] = inside(listOf(starts)[i]);
    shape[at] = Math.max(inside(listOf(ends)[i]) - (from[at] as number), 0);
  }
  const strides = stridesOf(value.shape);
  const data = mapCoordinates(shape, (coordinates) =>
    at(
      value,
      coordinates.reduce((sum, p, i) => sum + (p + (from[i] as number)) * (strides[i] as number), 0),
    ),
  );
  return { ...value, shape, data };
}

export function at({ data }: Value, index: number): number {
  const value = data[index];
  if (value === undefined) throw unknown('an index out of range');
  return value;
}

export function gather(value: Value, indices: Value, axis: number): Value {
  const { shape } = value;
  const along = axisOf(axis, shape.length);
  const strides = stridesOf(shape);
  const size = shape[along] as number;
  const rank = indices.shape.length;
  const inner = stridesOf(indices.shape);
  const out = [...shape.slice(0, along), ...indices.shape, ...shape.slice(along + 1)];
  const data = mapCoordinates(out, (coordinates) => {
    const chosen = at(
      indices,
      indices.shape.reduce((sum, _, i) => sum + (coordinates[along + i] as number) * (inner[i] as number), 0),
    );
    let index = axisOf(chosen, size) * (strides[along] as number);
    for (let i = 0; i < shape.length; i++)
      if (i !== along)
        index += (coordinates[i < along ? i : i + rank - 1] as number) * (strides[i] as number);
    return at(value, index);
  });
  return { ...value, shape: out, data };
}

export function gatherNd(value: Value, indices: Value): Value {
  const depth = indices.shape.at(-1) ?? 0;
  const strides = stridesOf(value.shape);
  const lead = indices.shape.slice(0, -1);
  const out = [...lead, ...value.shape.slice(depth)];
  const inner = stridesOf(indices.shape);
  const data = mapCoordinates(out, (coordinates) => {
    const row = lead.reduce((sum, _, i) => sum + (coordinates[i] as number) * (inner[i] as number), 0);
    let index = 0;
    for (let i = 0; i < value.shape.length; i++) {
      const size = value.shape[i] as number;
      const chosen =
        i < depth ? axisOf(at(indices, row + i), size) : (coordinates[lead.length + i - depth] as number);
      index += chosen * (strides[i] as number);
    }
    return at(value, index);
  });
  return { ...value, shape: out, data };
}

export function concat(values: readonly (Value | undefined)[], axis: number): Value {
  const all = values.map(required);
  const { shape, kind } = required(all[0]);
  const along = axisOf(axis, shape.length);
  const out = [...shape];
  out[along] = all.reduce((sum, value) => sum + (value.shape[along] ?? 0), 0);
  const parts = all.map((value) => ({ value, strides: stridesOf(value.shape) }));
  const data = mapCoordinates(out, (coordinates) => {
    let offset = coordinates[along] as number;
    for (const { value, strides } of parts) {
      const size = value.shape[along] ?? 0;
      if (offset < size)
        return at(
          value,
          strides.reduce(
            (sum, stride, i) => sum + stride * (i === along ? offset : (coordinates[i] as number)),
            0,
          ),
        );
      offset -= size;
    }
    throw unknown('an index out of range');
  });
  return { kind, shape: out, data };
}
