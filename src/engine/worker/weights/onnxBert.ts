import { assemble, LANDMARK, type WeightsSource } from './assemble.js';
import { assertFinite, assertShape } from './checks.js';
import { isFloat, toFloat32 } from './floats.js';
import { ForeignModel } from './foreign.js';
import { numbersOf } from './numbers.js';
import type { OnnxGraph, OnnxNode } from './onnx.js';
import { GraphWalker } from './onnxGraph.js';
import { dequantization, findWeight, isInteger8, ROWS } from './onnxWeights.js';
import type { BertWeights, Quantization, Tensor } from './types.js';

/** What the graphs of a BERT are made of, its pooling and its quantised forms included. Any other is another model. */
const OPERATORS = new Set(
  (
    'Add And ArgMax Cast Clip Concat Constant ConstantOfShape DequantizeLinear Div DynamicQuantizeLinear Equal Erf Expand ' +
    'Flatten Gather GatherND Gelu Gemm Greater GreaterOrEqual Identity IsNaN LayerNormalization Less LessOrEqual MatMul ' +
    'MatMulInteger Max Min Mul Neg Not Or Pow QuantizeLinear Range ReduceL2 ReduceMean ReduceSum Reshape Shape Slice ' +
    'Softmax Split Sqrt Squeeze Sub Tanh Tile Transpose Unsqueeze Where'
  ).split(' '),
);

/** Finds a BERT in a graph: by the names of its biases, and from each bias back to the weight. */
export function findBert(onnx: OnnxGraph): BertWeights {
  const graph = new GraphWalker(onnx);
  const unknown = graph.nodes.find(({ op }) => !OPERATORS.has(op));
  if (unknown) throw new ForeignModel(`its graph has an operator ${unknown.op}, which BERT does not`);
  const readers = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const names = [...new Set([...graph.tensors.keys(), ...readers])];
  const landmark = names.find((name) => name.endsWith(LANDMARK));
  if (landmark === undefined) throw new ForeignModel(`it has no tensor ${LANDMARK}`);
  graph.assertComplete();
  return assemble(sourceOf(graph, landmark.slice(0, -LANDMARK.length)));
}

function sourceOf(graph: GraphWalker, prefix: string): WeightsSource {
  const { tensors } = graph;
  const find = (path: string): Tensor => {
    const tensor = tensors.get(prefix + path) ?? tensors.get(gainBeside(graph, prefix + path) ?? '');
    if (tensor) return tensor;
    throw new ForeignModel(`it has no tensor ${prefix}${path}`);
  };
  const vector = (path: string, length: number) => {
    const tensor = find(path);
    assertShape(tensor, length);
    return assertFinite(toFloat32(tensor), tensor.name);
  };
  const bias = (path: string) => `${prefix}${path}.bias`;
  for (const name of tensors.keys()) if (name.endsWith('.intermediate.dense.bias')) assertGelu(graph, name);
  return {
    paths: [...tensors.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length)),
    heads: headsOf(graph, bias('encoder.layer.0.attention.self.query')),
    epsilon: epsilonOf(graph, find('embeddings.LayerNorm.weight').name),
    outputsOf: (path) => find(`${path}.bias`).shape[0] ?? 0,
    vector,
    linear: (path, inputs, outputs) => ({
      ...findWeight(graph, bias(path), inputs, outputs),
      bias: vector(`${path}.bias`, outputs),
    }),
    table(path) {
      const values = tensors.get(`${prefix}${path}_quantized`) ?? find(path);
      const [rows = 0, columns = 0] = values.shape;
      assertShape(values, rows, columns);
      const quantization = tableQuantization(graph, values, rows);
      return { rows, columns, values, ...(quantization && { quantization }) };
    },
  };
}

/** The gain that LayerNormalization reads beside the bias whose path is known: files may not keep the gain's. */
function gainBeside(graph: GraphWalker, path: string): string | undefined {
  if (!path.endsWith('LayerNorm.weight')) return undefined;
  const readers = graph.consumers(path.replace(/weight$/, 'bias'));
  return readers.find(({ op }) => op === 'LayerNormalization')?.inputs[1];
}

/** A table of integers goes through DequantizeLinear, before or after its rows are gathered. */
function tableQuantization(graph: GraphWalker, values: Tensor, rows: number): Quantization | undefined {
  if (isFloat(values)) return undefined;
  const readers = graph.consumers(values.name);
  const isDequantize = ({ op }: OnnxNode) => op === 'DequantizeLinear';
  const before = readers.find(isDequantize);
  if (before && isInteger8(values)) return dequantization(graph, before, ROWS, rows);
  const after = readers.flatMap(({ outputs }) => graph.consumers(outputs[0])).find(isDequantize);
  if (after && isInteger8(values)) return dequantization(graph, after, undefined, 1);
  throw new ForeignModel(`it reads the integers of ${values.name} in an unknown way`);
}

/** The shape that queries are brought into ends with heads and head size. */
function headsOf(graph: GraphWalker, queryBias: string): number {
  const sum = graph.consumers(queryBias)[0]?.outputs[0];
  const reshape = graph.consumers(sum).find(({ op }) => op === 'Reshape');
  const [heads = 0, size = 0] = knownSizes(graph, reshape?.inputs[1]).slice(-2);
  const hidden = graph.tensors.get(queryBias)?.shape[0] ?? 0;
  // -1 stands for what is left. As [-1, hidden] it would not be heads, but tokens.
  const isSplit = heads === -1 ? size > 0 && size < hidden && hidden % size === 0 : heads * size === hidden;
  if (!isSplit) throw new ForeignModel('it does not say how many heads it has');
  return hidden / size;
}

/** The sizes in a shape that are constants. */
function knownSizes(graph: GraphWalker, name: string | undefined): number[] {
  const tensor = name === undefined ? undefined : graph.tensors.get(name);
  if (tensor) return Array.from(numbersOf(tensor));
  const node = graph.producer(name);
  if (node?.op === 'Concat') return node.inputs.flatMap((input) => knownSizes(graph, input));
  if (node?.op === 'Unsqueeze' || node?.op === 'Cast') return knownSizes(graph, node.inputs[0]);
  return [];
}

/** What is added to a variance before its root is taken, or an attribute of LayerNormalization. */
function epsilonOf(graph: GraphWalker, gain: string): number {
  for (const node of graph.consumers(gain)) {
    if (node.op === 'LayerNormalization') return node.numbers.get('epsilon') ?? 1e-5;
    const quotient = node.inputs.map((input) => graph.producer(input)).find((maker) => maker?.op === 'Div');
    const root = graph.producer(quotient?.inputs[1]);
    const sum = graph.producer(root?.inputs[0]);
    const added = sum?.inputs.map((input) => graph.tensors.get(input)).find((tensor) => tensor);
    if (root?.op === 'Sqrt' && sum?.op === 'Add' && added) return numbersOf(added)[0] ?? 0;
  }
  throw new ForeignModel('it normalises layers in an unknown way');
}

/** Between the two products of a feed-forward layer lies GELU in its exact form, and no other activation. */
function assertGelu(graph: GraphWalker, bias: string): void {
  const operators = new Set<string>();
  let nodes = graph.consumers(bias);
  for (let depth = 0; depth < 12 && nodes.length > 0; depth++) {
    const inside = nodes.filter(({ op }) => !/MatMul|Gemm|QuantizeLinear/.test(op));
    for (const { op, texts } of inside) operators.add(texts.get('approximate') === 'tanh' ? 'Tanh' : op);
    nodes = [...new Set(inside.flatMap(({ outputs }) => graph.consumers(outputs[0])))];
  }
  const isExact = operators.has('Erf') || operators.has('Gelu');
  if (!isExact || operators.has('Tanh')) throw new ForeignModel('its activation is not GELU');
}
