import { PbfReader } from 'pbf';
import { readTensor, tensorOf } from './onnxTensor.js';
import type { Tensor } from './types.js';

// The parts of the ONNX format (onnx.proto3) that tell how a graph computes. Numbers are its field numbers.

/** One operation. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Those attributes that are a number, or the first number of those that are a list. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those that are text. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Initialisers, and the values of `Constant` nodes, by name; those of types that a BERT may have. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What is there without a node that makes it: what a caller gives, and initialisers of other types. */
  readonly inputs: ReadonlySet<string>;
}

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
interface AttributeDraft {
  name: string;
  text?: string;
  tensor?: Tensor;
  floats: number[];
  integers: number[];
}

/** Reads an .onnx file. Tensors are views of it. Throws what is no protobuf, and tensors that lie in another file. */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph: GraphDraft = { nodes: [], tensors: new Map(), inputs: new Set() };
  return new PbfReader(bytes).readFields((field, draft: GraphDraft, reader) => {
    if (field !== 7) return;
    // pbf does not mind when a message goes on behind the end of the file.
    const end = reader.readVarint() + reader.pos;
    if (end > bytes.length) throw new Error(`it ends after ${bytes.length} of at least ${end} bytes`);
    reader.readFields(readGraph, draft, end);
  }, graph);
}

function readGraph(field: number, graph: GraphDraft, reader: PbfReader): void {
  if (field === 1) {
    const draft: NodeDraft = { op: '', inputs: [], outputs: [], numbers: new Map(), texts: new Map() };
    const node = reader.readMessage(readNode, draft);
    graph.nodes.push(node);
    if (node.op === 'Constant' && node.value) graph.tensors.set(node.outputs[0] ?? '', node.value);
  } else if (field === 5) {
    const { name, tensor } = readTensor(reader);
    if (tensor) graph.tensors.set(name, tensor);
    else graph.inputs.add(name);
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
  else if (field === 5)
    addAttribute(node, reader.readMessage(readAttribute, { name: '', floats: [], integers: [] }));
}

function readAttribute(field: number, attribute: AttributeDraft, reader: PbfReader): void {
  if (field === 1) attribute.name = reader.readString();
  else if (field === 2) attribute.floats.push(reader.readFloat());
  else if (field === 3) attribute.integers.push(reader.readVarint(true));
  else if (field === 4) attribute.text = reader.readString();
  else if (field === 5) {
    const { tensor } = readTensor(reader);
    if (tensor) attribute.tensor = tensor;
  } else if (field === 7) reader.readPackedFloat(attribute.floats);
  else if (field === 8) reader.readPackedVarint(attribute.integers, true);
}

function addAttribute(node: NodeDraft, { name, text, tensor, floats, integers }: AttributeDraft): void {
  const number = floats[0] ?? integers[0];
  if (number !== undefined) node.numbers.set(name, number);
  if (text !== undefined) node.texts.set(name, text);
  if (tensor) node.value = tensor;
  else if (number !== undefined && name.startsWith('value')) node.value = tensorOf(name, floats, integers);
}
