import type { Random } from './random.js';

// ONNX files as trees of protobuf fields (onnx.proto3), so that a mutation stays a file that can be read.

interface Field {
  readonly number: number;
  readonly kind: number;
  value: number | Uint8Array | Field[];
}

/** Which fields of a message are messages: of a model, a graph, a node, an attribute. */
interface Schema {
  readonly [field: number]: Schema;
}
const TENSOR: Schema = {};
const MODEL: Schema = { 7: { 1: { 5: { 5: TENSOR } }, 5: TENSOR, 11: {}, 12: {} } };
const [GRAPH, NODE, INITIALIZER] = [7, 1, 5];
const [INPUT, OPERATION, ATTRIBUTE] = [1, 4, 5];

function parse(bytes: Uint8Array, schema: Schema): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte >= 0x80);
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const [number, kind] = [Math.floor(key / 8), key % 8];
    if (kind === 0) {
      const start = at;
      const value = varint();
      // What is negative has ten bytes, and stays as it is.
      fields.push({ number, kind, value: at - start < 8 ? value : bytes.subarray(start, at) });
    } else {
      const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      const part = bytes.subarray(at, at + length);
      at += length;
      const inner = kind === 2 ? schema[number] : undefined;
      fields.push({ number, kind, value: inner ? parse(part, inner) : part });
    }
  }
  return fields;
}

const trees = new Map<Uint8Array, readonly Field[]>();

/** The fields of a file, to be changed. A file is taken apart once. */
function treeOf(file: Uint8Array): Field[] {
  const tree = trees.get(file) ?? parse(file, MODEL);
  trees.set(file, tree);
  return copyOf(tree);
}

/** Bytes are shared: whoever changes some copies them. */
function copyOf(fields: readonly Field[]): Field[] {
  return fields.map(({ number, kind, value }) => ({
    number,
    kind,
    value: Array.isArray(value) ? copyOf(value) : value,
  }));
}

function write(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(sizeOf(fields));
  writeInto(bytes, 0, fields);
  return bytes;
}

function sizeOf(fields: readonly Field[]): number {
  let size = 0;
  for (const { number, kind, value } of fields) {
    size += varintSize(number * 8 + kind);
    if (typeof value === 'number') size += varintSize(value);
    else {
      const length = Array.isArray(value) ? sizeOf(value) : value.length;
      size += (kind === 2 ? varintSize(length) : 0) + length;
    }
  }
  return size;
}

/** @returns where the fields end */
function writeInto(bytes: Uint8Array, start: number, fields: readonly Field[]): number {
  let at = start;
  for (const { number, kind, value } of fields) {
    at = writeVarint(bytes, at, number * 8 + kind);
    if (typeof value === 'number') at = writeVarint(bytes, at, value);
    else if (Array.isArray(value)) {
      if (kind === 2) at = writeVarint(bytes, at, sizeOf(value));
      at = writeInto(bytes, at, value);
    } else {
      if (kind === 2) at = writeVarint(bytes, at, value.length);
      bytes.set(value, at);
      at += value.length;
    }
  }
  return at;
}

const asVarint = (value: number) => Math.min(Math.max(Math.trunc(value) || 0, 0), 2 ** 62);

function varintSize(value: number): number {
  let size = 1;
  for (let rest = asVarint(value); rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let [at, rest] = [start, asVarint(value)];
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
  bytes[at++] = rest;
  return at;
}

const text = (value: string) => new TextEncoder().encode(value);
const children = ({ value }: Field): Field[] => (Array.isArray(value) ? value : []);
function graphOf(model: readonly Field[]): Field[] {
  const graph = model.find(({ number, value }) => number === GRAPH && Array.isArray(value));
  return graph ? children(graph) : [];
}

/** A file in which fields are missing, doubled, swapped or have other values. */
export function mutatedOnnx(file: Uint8Array, random: Random): Uint8Array {
  const model = treeOf(file);
  for (let count = 1 + random.below(3); count > 0; count--) {
    let siblings = random.below(9) === 0 ? model : graphOf(model);
    for (let depth = random.below(4); depth > 0; depth--) {
      const inner = siblings.filter(({ value }) => Array.isArray(value) && value.length > 0);
      if (inner.length > 0) siblings = children(random.pick(inner));
    }
    if (siblings.length > 0) changeField(siblings, random);
  }
  const bytes = write(model);
  if (random.below(6) === 0) random.spoil(bytes);
  return bytes;
}

function changeField(siblings: Field[], random: Random): void {
  const at = random.below(siblings.length);
  const field = siblings[at] as Field;
  const change = random.below(6);
  if (change === 0) siblings.splice(at, 1);
  else if (change === 1) siblings.splice(at, 0, field);
  else if (change === 2) siblings[at] = { ...(siblings[random.below(siblings.length)] as Field) };
  else if (typeof field.value === 'number') field.value = Math.abs(Number(random.number()) || 0);
  else if (field.value instanceof Uint8Array) {
    const copy = field.value.slice();
    if (change === 3) random.spoil(copy);
    else if (change === 4 && copy.length >= 4)
      new DataView(copy.buffer).setFloat32(
        4 * random.below(Math.floor(copy.length / 4)),
        random.number(),
        true,
      );
    field.value = change === 5 ? copy.subarray(0, random.below(copy.length + 1)) : copy;
  }
}

const OPERATIONS =
  'Add Sub Mul Div Max Min Pow Tanh Erf Sqrt Neg Identity Softmax ReduceMean ReduceSum MatMul Transpose Where Relu'.split(
    ' ',
  );

/** A graph with other operations, inputs or attributes in one or two places. */
export function rewiredOnnx(file: Uint8Array, random: Random): Uint8Array {
  const model = treeOf(file);
  const graph = graphOf(model);
  const nodes = graph.filter(({ number }) => number === NODE);
  const names = nodes.flatMap((node) =>
    children(node)
      .filter(({ number }) => number <= 2)
      .map(({ value }) => value),
  );
  const initializers = graph.filter(({ number }) => number === INITIALIZER);
  for (let count = 1 + random.below(2); count > 0; count--) {
    const fields = children(random.pick(nodes));
    const inputs = fields.filter(({ number }) => number === INPUT);
    const kind = random.below(5);
    if (kind < 2)
      for (const field of fields) if (field.number === OPERATION) field.value = text(random.pick(OPERATIONS));
    if (kind === 2 && inputs.length > 0) random.pick(inputs).value = random.pick(names);
    if (kind === 3 && inputs.length > 1) {
      const [a, b] = [random.pick(inputs), random.pick(inputs)];
      [a.value, b.value] = [b.value, a.value];
    }
    if (kind === 4) {
      const attributes = fields.filter(({ number }) => number === ATTRIBUTE);
      const changed =
        attributes.length > 0 ? children(random.pick(attributes)) : children(random.pick(initializers));
      if (changed.length > 0) changeField(changed, random);
    }
  }
  return write(model);
}
