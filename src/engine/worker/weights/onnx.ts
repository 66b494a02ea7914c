import { PbfReader } from 'pbf';
import type { ElementType, Tensor } from './types.js';

// The parts of the ONNX format (onnx.proto3) that tell how a graph computes. Numbers are its field numbers.

/** One operation. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Those attributes that are a number. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those that are text. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Initialisers, and the values of `Constant` nodes, by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What a caller gives. */
  readonly inputs: ReadonlySet<string>;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };
interface GraphDraft {
  nodes: OnnxNode[];
  tensors: Map<string, Tensor>;
  inputs: Set<string>;
}
interface NodeDraft {
  op: string;
  inputs: string[];
  outputs: string[];
  numbers: Map<string, number>;
  texts: Map<string, string>;
  value?: Tensor;
}
interface TensorDraft extends Draft<Omit<Tensor, 'type'>> {
  code: number;
  shape: number[];
  external: boolean;
}

const TYPES: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  10: 'float16',
  16: 'bfloat16',
};

/** Reads an .onnx file. Tensors are views of it. Throws what is no protobuf, and tensors that lie in another file. */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph: GraphDraft = { nodes: [], tensors: new Map(), inputs: new Set() };
  new PbfReader(bytes).readFields((field, draft: GraphDraft, reader) => {
    if (field === 7) reader.readMessage(readGraph, draft);
  }, graph);
  return graph;
}

function readGraph(field: number, graph: GraphDraft, reader: PbfReader): void {
  if (field === 1) {
    const draft: NodeDraft = { op: '', inputs: [], outputs: [], numbers: new Map(), texts: new Map() };
    const node = reader.readMessage(readNode, draft);
    graph.nodes.push(node);
    if (node.op === 'Constant' && node.value) graph.tensors.set(node.outputs[0] ?? '', node.value);
  } else if (field === 5) {
    const tensor = finishTensor(reader.readMessage(readTensor, emptyTensor()));
    if (tensor) graph.tensors.set(tensor.name, tensor);
  } else if (field === 11) {
    reader.readMessage((inner, inputs, message) => {
      if (inner === 1) inputs.add(message.readString());
    }, graph.inputs);
  }
}

function readNode(field: number, node: NodeDraft, reader: PbfReader): void {
  if (field === 1) node.inputs.push(reader.readString());
  else if (field === 2) node.outputs.push(reader.readString());
  else if (field === 4) node.op = reader.readString();
  else if (field === 5) readAttribute(node, reader);
}

function readAttribute(node: NodeDraft, reader: PbfReader): void {
  let name = '';
  reader.readMessage((field) => {
    if (field === 1) name = reader.readString();
    else if (field === 2) node.numbers.set(name, reader.readFloat());
    else if (field === 3) node.numbers.set(name, reader.readVarint(true));
    else if (field === 4) node.texts.set(name, new TextDecoder().decode(reader.readBytes()));
    else if (field === 5) {
      const value = finishTensor(reader.readMessage(readTensor, emptyTensor()));
      if (value) node.value = value;
    }
  }, undefined);
}

const emptyTensor = (): TensorDraft => ({
  name: '',
  code: 0,
  shape: [],
  bytes: new Uint8Array(),
  external: false,
});

function readTensor(field: number, tensor: TensorDraft, reader: PbfReader): void {
  if (field === 1) readInts(reader, tensor.shape);
  else if (field === 2) tensor.code = reader.readVarint();
  else if (field === 4) tensor.bytes = bytesOf(Float32Array.from(reader.readPackedFloat()));
  else if (field === 5) tensor.bytes = bytesOfInt32(tensor.code, reader.readPackedVarint([], true));
  else if (field === 7) tensor.bytes = bytesOf(BigInt64Array.from(reader.readPackedVarint([], true), BigInt));
  else if (field === 8) tensor.name = reader.readString();
  else if (field === 9) tensor.bytes = reader.readBytes();
  else if (field === 14) tensor.external = reader.readVarint() === 1;
}

function readInts(reader: PbfReader, into: number[]): void {
  reader.readPackedVarint(into, true);
}

/** `int32_data` also holds the narrower integers, one in each. */
function bytesOfInt32(code: number, values: number[]): Uint8Array {
  const type = TYPES[code];
  if (type === 'int8') return bytesOf(Int8Array.from(values));
  if (type === 'uint8') return Uint8Array.from(values);
  if (type === 'float16' || type === 'bfloat16') return bytesOf(Uint16Array.from(values));
  return bytesOf(Int32Array.from(values));
}

const bytesOf = (values: Float32Array | Int8Array | Int32Array | Uint16Array | BigInt64Array) =>
  new Uint8Array(values.buffer);

/** A tensor of a type that we know; others belong to graphs that are not ours. */
function finishTensor({ name, code, shape, bytes, external }: TensorDraft): Tensor | undefined {
  if (external) throw new Error(`its tensor ${name} lies in another file`);
  const type = TYPES[code];
  return type && { name, type, shape, bytes };
}
