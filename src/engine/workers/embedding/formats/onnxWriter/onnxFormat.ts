import type { PbfWriter } from 'pbf';

// The parts of the ONNX format (onnx.proto3) that a graph of our own needs. Numbers are its field numbers and its codes.

/** A value of a graph, by its name. */
export type Value = string;

const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, int4: 22 } as const;
export type ElementType = keyof typeof TYPES;

/** What weights are written as. */
export type WeightsType = 'float32' | 'float16';

/** The number by which an operation is told a type. */
export const typeCode = (type: ElementType): bigint => BigInt(TYPES[type]);

/** `number` is written as a float, `bigint` as an integer. */
export type Attribute = number | bigint | readonly bigint[] | Branch;

/** Operations that run only if an `If` takes them. They may use all that was there before. */
export interface Branch {
  readonly nodes: readonly Node[];
  readonly output: Value;
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** `com.microsoft` for what onnxruntime adds to ONNX. */
  readonly domain?: '' | 'com.microsoft';
}

export interface Node extends Required<NodeOptions> {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
}

export interface Signature {
  readonly name: string;
  readonly type: ElementType;
  /** A text is the name of a size that is known only at run time. */
  readonly shape: readonly (number | string)[];
}

export interface Initializer {
  readonly name: string;
  readonly type: WeightsType;
  readonly shape: readonly number[];
  /** In bytes. */
  readonly start: number;
  readonly bytes: number;
  readonly fill: (target: Float32Array) => void;
}

/** A tensor in the graph itself, its numbers as they lie in memory (little-endian). */
export interface Constant {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface IntegerList {
  readonly name: string;
  readonly values: readonly number[];
}

/** All that a graph consists of. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: Iterable<Initializer>;
  readonly integers: Iterable<IntegerList>;
  readonly constants: Iterable<Constant>;
  readonly inputs: readonly Signature[];
  readonly outputs: readonly Signature[];
}

/** By this name a graph asks for its weights. */
export const WEIGHTS_FILE = 'weights';

const PLAIN = { opset: 17, ir: 8 };
/** int4, and scales of blocks. */
const WITH_INT4 = { opset: 21, ir: 10 };

/** Writes a ModelProto. */
export function writeModel(graph: Graph, writer: PbfWriter): void {
  const version = [...graph.constants].some(({ type }) => type === 'int4') ? WITH_INT4 : PLAIN;
  writer.writeVarintField(1, version.ir);
  writer.writeMessage(7, writeGraph, graph);
  writer.writeMessage(8, writeOpset, { domain: '', version: version.opset });
  writer.writeMessage(8, writeOpset, { domain: 'com.microsoft', version: 1 });
}

function writeGraph(graph: Graph, writer: PbfWriter): void {
  const { nodes, initializers, integers, constants, inputs, outputs } = graph;
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, 'bert');
  for (const initializer of initializers) writer.writeMessage(5, writeInitializer, initializer);
  for (const list of integers) writer.writeMessage(5, writeIntegers, list);
  for (const constant of constants) writer.writeMessage(5, writeConstant, constant);
  for (const input of inputs) writer.writeMessage(11, writeSignature, input);
  for (const output of outputs) writer.writeMessage(12, writeSignature, output);
}

function writeOpset(opset: { readonly domain: string; readonly version: number }, writer: PbfWriter): void {
  writer.writeStringField(1, opset.domain);
  writer.writeVarintField(2, opset.version);
}

function writeNode({ op, inputs, output, attributes, domain }: Node, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  writer.writeStringField(2, output);
  writer.writeStringField(3, output);
  writer.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, attribute);
  writer.writeStringField(7, domain);
}

/** Behind the value stands the code of its kind. */
function writeAttribute([name, value]: [string, Attribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (typeof value === 'number') {
    writer.writeFloatField(2, value);
    writer.writeVarintField(20, 1);
  } else if (typeof value === 'bigint') {
    writer.writeVarintField(3, Number(value));
    writer.writeVarintField(20, 2);
  } else if ('nodes' in value) {
    writer.writeMessage(6, writeBranch, value);
    writer.writeVarintField(20, 5);
  } else {
    writer.writePackedVarint(8, value.map(Number));
    writer.writeVarintField(20, 7);
  }
}

function writeBranch({ nodes, output }: Branch, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, output);
  writer.writeMessage(12, writeName, output);
}

function writeName(name: string, writer: PbfWriter): void {
  writer.writeStringField(1, name);
}

/** A tensor whose numbers lie in another file. */
function writeInitializer({ name, type, shape, start, bytes }: Initializer, writer: PbfWriter): void {
  writer.writePackedVarint(1, [...shape]);
  writer.writeVarintField(2, TYPES[type]);
  writer.writeStringField(8, name);
  const reference = { location: WEIGHTS_FILE, offset: String(start), length: String(bytes) };
  for (const entry of Object.entries(reference)) writer.writeMessage(13, writeEntry, entry);
  writer.writeVarintField(14, 1);
}

function writeIntegers({ name, values }: IntegerList, writer: PbfWriter): void {
  writer.writePackedVarint(1, [values.length]);
  writer.writeVarintField(2, TYPES.int64);
  writer.writePackedVarint(7, [...values]);
  writer.writeStringField(8, name);
}

function writeConstant({ name, type, shape, bytes }: Constant, writer: PbfWriter): void {
  writer.writePackedVarint(1, [...shape]);
  writer.writeVarintField(2, TYPES[type]);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, bytes);
}

function writeEntry([key, value]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeSignature({ name, type, shape }: Signature, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  const writeDimensions = (_: null, message: PbfWriter) => {
    for (const size of shape) message.writeMessage(1, writeDimension, size);
  };
  const writeTensor = (_: null, message: PbfWriter) => {
    message.writeVarintField(1, TYPES[type]);
    message.writeMessage(2, writeDimensions, null);
  };
  writer.writeMessage(2, (_: null, message) => message.writeMessage(1, writeTensor, null), null);
}

function writeDimension(size: number | string, writer: PbfWriter): void {
  if (typeof size === 'number') writer.writeVarintField(1, size);
  else writer.writeStringField(2, size);
}
