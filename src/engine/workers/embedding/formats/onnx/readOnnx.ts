import type { Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { pushFloats, pushVarints, readMessage, textOf, type WireValue } from './protobuf.js';
import { readTensor, tensorOf } from './tensor.js';

// The parts of the ONNX format (onnx.proto3) that tell how a graph computes. Numbers are its field numbers.

/** One operation. */
export interface OnnxNode {
  readonly op: string;
  /** Who defines the operation; `''` for ONNX itself. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Those attributes that are a number, or the first number of those that are a list. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those that are a list of numbers. */
  readonly lists?: ReadonlyMap<string, readonly number[]>;
  /** Those that are text. */
  readonly texts: ReadonlyMap<string, string>;
  /** The one that is a tensor. */
  readonly value?: Tensor;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Initializers, and the values of `Constant` nodes, by name; those of types that a BERT may have. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What is there without a node that makes it: what a caller gives, and initializers of other types. */
  readonly inputs: ReadonlySet<string>;
  /** What a caller gets. */
  readonly outputs: readonly string[];
}

interface GraphDraft {
  nodes: OnnxNode[];
  tensors: Map<string, Tensor>;
  inputs: Set<string>;
  outputs: string[];
}
interface NodeDraft {
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  numbers: Map<string, number>;
  lists: Map<string, readonly number[]>;
  texts: Map<string, string>;
  value?: Tensor;
}
interface AttributeDraft {
  name: string;
  text?: string;
  tensor?: Tensor;
  floats: number[];
  integers: number[];
  isList: boolean;
  /** AttributeProto.AttributeType. */
  type: number;
}

const [FLOAT, INT, STRING] = [1, 2, 3];

/** An attribute's list is of axes, sizes, or a small constant. */
const MAX_LIST = 100_000;
/** A BERT has some thousands. More would take seconds to read before they are refused. */
const MAX_NODES = 100_000;

/** Reads an .onnx file. Tensors are views of it. Throws what is not a protobuf, and tensors that lie in another file. */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph: GraphDraft = { nodes: [], tensors: new Map(), inputs: new Set(), outputs: [] };
  readMessage(bytes, (field, value) => {
    if (field === 7) readMessage(value.bytes, (inner, part) => readGraph(inner, graph, part.bytes));
  });
  return graph;
}

function readGraph(field: number, graph: GraphDraft, message: Uint8Array): void {
  if (field === 1) {
    const node = readNode(message);
    if (graph.nodes.push(node) > MAX_NODES)
      throw new UnsupportedArchitecture(`its graph has more than ${MAX_NODES} nodes`);
    if (node.op === 'Constant' && node.value) graph.tensors.set(node.outputs[0] ?? '', node.value);
  } else if (field === 5) {
    const { name, tensor } = readTensor(message);
    if (tensor) graph.tensors.set(name, tensor);
    else graph.inputs.add(name);
  } else if (field === 11) graph.inputs.add(readName(message));
  else if (field === 12) graph.outputs.push(readName(message));
}

/** The name in a ValueInfoProto. */
function readName(message: Uint8Array): string {
  let name = '';
  readMessage(message, (field, value) => {
    if (field === 1) name = textOf(value);
  });
  return name;
}

function readNode(message: Uint8Array): NodeDraft {
  const node: NodeDraft = {
    op: '',
    domain: '',
    inputs: [],
    outputs: [],
    numbers: new Map(),
    lists: new Map(),
    texts: new Map(),
  };
  readMessage(message, (field, value) => {
    if (field === 1) node.inputs.push(textOf(value));
    else if (field === 2) node.outputs.push(textOf(value));
    else if (field === 4) node.op = textOf(value);
    else if (field === 5) addAttribute(node, value.bytes);
    else if (field === 7) node.domain = textOf(value);
  });
  return node;
}

function readAttribute(field: number, attribute: AttributeDraft, value: WireValue): void {
  if (field === 1) attribute.name = textOf(value);
  else if (field === 2) pushFloats(value, attribute.floats, MAX_LIST);
  else if (field === 3) pushVarints(value, attribute.integers, MAX_LIST);
  else if (field === 4) attribute.text = textOf(value);
  else if (field === 5) {
    const { tensor } = readTensor(value.bytes);
    if (tensor) attribute.tensor = tensor;
  } else if (field === 7) pushFloats(value, attribute.floats, MAX_LIST);
  else if (field === 8) pushVarints(value, attribute.integers, MAX_LIST);
  else if (field === 20) attribute.type = value.number;
  if (field === 7 || field === 8) attribute.isList = true;
}

/** Writers by proto3 leave out what is zero or empty. */
function addDefault(attribute: AttributeDraft): void {
  const { type, floats, integers } = attribute;
  if (type === FLOAT && floats.length === 0) floats.push(0);
  if (type === INT && integers.length === 0) integers.push(0);
  if (type === STRING) attribute.text ??= '';
}

function addAttribute(node: NodeDraft, message: Uint8Array): void {
  const attribute: AttributeDraft = { name: '', floats: [], integers: [], isList: false, type: 0 };
  readMessage(message, (field, value) => readAttribute(field, attribute, value));
  addDefault(attribute);
  const { name, text, tensor, floats, integers, isList } = attribute;
  const type = floats.length > 0 ? 'float32' : 'int64';
  const list = floats.length > 0 ? floats : integers;
  const [number] = list;
  if (number !== undefined) node.numbers.set(name, number);
  if (isList) node.lists.set(name, list);
  if (text !== undefined) node.texts.set(name, text);
  if (tensor) node.value = tensor;
  else if (number !== undefined && node.op !== 'ConstantOfShape' && name.startsWith('value'))
    node.value = tensorOf(name, list, type, isList);
}
