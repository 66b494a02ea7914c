import { LANDMARK, unexpectedTensor } from '../assemble.js';
import type { BertLayer, BertWeights, Table } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { broken } from '../validation.js';
import { type FoundAttention, findAttention, type Matching } from './attention.js';
import { Evaluator, MAX_WORK } from './Evaluator.js';
import {
  assertFirstType,
  assertPositions,
  type FoundEmbeddings,
  findEmbeddings,
  tableOf,
} from './embeddings.js';
import { GraphWalker } from './GraphWalker.js';
import { type FoundLinear, findLinear, isLinear, linearOf } from './linear.js';
import { type FoundNorm, findGelu, findNorm, normOf } from './patterns.js';
import type { OnnxGraph } from './readOnnx.js';

/** What the graphs of a BERT are made of, its pooling and its quantized forms included. Any other is another model. */
const OPERATORS = new Set(
  (
    'Add And ArgMax Cast Clip Concat Constant ConstantOfShape DequantizeLinear Div DynamicQuantizeLinear Equal Erf Expand ' +
    'Flatten Gather GatherND Gelu Gemm Greater GreaterOrEqual Identity IsNaN LayerNormalization Less LessOrEqual MatMul ' +
    'MatMulInteger Max Min Mul Neg Not Or Pow QuantizeLinear Range ReduceL2 ReduceMean ReduceSum Reshape Shape Slice ' +
    'Softmax Split Sqrt Squeeze Sub Tanh Tile Transpose Unsqueeze Where'
  ).split(' '),
);

/** The vectors of tokens, by the names that exporters give them. */
const OUTPUTS = ['last_hidden_state', 'token_embeddings'];
const DOMAINS = ['', 'ai.onnx', 'com.microsoft'];
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];
/** Lengths of text for which sizes and masks are checked. */
const LENGTHS = [1, 3, 7];
const MAX_LAYERS = 1_000;

type LinearName = 'query' | 'key' | 'value' | 'attentionOutput' | 'intermediate' | 'output';

interface FoundLayer extends FoundAttention {
  readonly attentionOutput: FoundLinear;
  readonly attentionNorm: FoundNorm;
  readonly intermediate: FoundLinear;
  readonly output: FoundLinear;
  readonly outputNorm: FoundNorm;
  /** What normalizes the numbers that the layer reads. */
  readonly before: FoundNorm;
}

/**
 * A BERT in a graph: recognized by the names of its biases, and then matched operation by operation, from the vectors of
 * tokens back to their ids. Weights are those that stand in their places, whatever they are called.
 * @throws {UnsupportedArchitecture} for whatever computes anything else
 */
export function findBert(onnx: OnnxGraph): BertWeights {
  const graph = new GraphWalker(onnx);
  assertBert(graph, onnx);
  graph.assertComplete();
  const last = findNorm(graph, outputOf(onnx));
  const matching: Matching = {
    graph,
    hidden: last.gain.shape.at(-1) ?? 0,
    fromWords: graph.dependents('input_ids'),
    shapes: new Map([['input_ids', [1, 'tokens']]]),
    checks: [],
  };
  const layers: FoundLayer[] = [];
  let norm = last;
  for (let layer = layerBefore(matching, norm); layer; layer = layerBefore(matching, norm)) {
    layers.push(layer);
    if (layers.length > MAX_LAYERS)
      throw new UnsupportedArchitecture(`it has more than ${MAX_LAYERS} layers`);
    norm = layer.before;
  }
  if (layers.length === 0) throw new UnsupportedArchitecture('it has no layers of a BERT');
  return weightsOf(matching, norm, layers.reverse());
}

function assertBert(graph: GraphWalker, { inputs }: OnnxGraph): void {
  const unknown = graph.nodes.find(({ op }) => !OPERATORS.has(op));
  if (unknown)
    throw new UnsupportedArchitecture(`its graph has an operator ${unknown.op}, which BERT does not`);
  const custom = graph.nodes.find(({ domain = '' }) => !DOMAINS.includes(domain));
  if (custom) throw new UnsupportedArchitecture(`its operator ${custom.op} is one of ${custom.domain}`);
  const names = new Set([...graph.tensors.keys(), ...graph.nodes.flatMap((node) => node.inputs)]);
  const landmark = [...names].find((name) => name.endsWith(LANDMARK));
  if (landmark === undefined) throw new UnsupportedArchitecture(`it has no tensor ${LANDMARK}`);
  const prefix = landmark.slice(0, -LANDMARK.length);
  const own = [...graph.tensors.keys()].filter((name) => name.startsWith(prefix));
  const strange = unexpectedTensor(own.map((name) => name.slice(prefix.length)));
  if (strange !== undefined)
    throw new UnsupportedArchitecture(`it has a tensor ${strange}, which BERT does not`);
  const given = INPUTS.find((name) => graph.tensors.has(name));
  if (given !== undefined) throw new UnsupportedArchitecture(`it brings its own ${given}`);
  for (const name of INPUTS)
    if (!inputs.has(name) && graph.consumers(name).length > 0)
      throw broken(`it has no tensor ${name}`, { tensor: name });
}

/** The output whose numbers onnxruntime-web would take. */
function outputOf({ outputs }: OnnxGraph): string {
  const output = OUTPUTS.find((name) => outputs.includes(name));
  if (output !== undefined) return output;
  throw new UnsupportedArchitecture(`it has no output ${OUTPUTS.join(' or ')}`);
}

/** The layer whose last normalization this is; undefined where it is that of the embeddings. */
function layerBefore(matching: Matching, outputNorm: FoundNorm): FoundLayer | undefined {
  const { graph, shapes, hidden } = matching;
  const last = residual(graph, outputNorm.input);
  if (!last) return undefined;
  const attentionNorm = findNorm(graph, last.rest);
  const intermediate = findLinear(graph, findGelu(graph, last.linear.input));
  const first = residual(graph, attentionNorm.input);
  if (!first || intermediate.input !== last.rest) throw strange();
  const attention = findAttention(matching, first.linear.input);
  if (attention.input !== first.rest) throw strange();
  for (const name of [last.rest, first.rest]) shapes.set(name, [1, 'tokens', hidden]);
  return {
    ...attention,
    attentionOutput: first.linear,
    attentionNorm,
    intermediate,
    output: last.linear,
    outputNorm,
    before: findNorm(graph, first.rest),
  };
}

/** A layer's result added to what the layer, or those before it, have read. */
function residual(graph: GraphWalker, sum: string): { linear: FoundLinear; rest: string } | undefined {
  const inputs = graph.made(sum, 'Add')?.inputs ?? [];
  const layer = inputs.findIndex((input) => isLinear(graph, input));
  if (layer < 0) return undefined;
  return { linear: findLinear(graph, inputs[layer]), rest: graph.origin(inputs[1 - layer]) };
}

function weightsOf(matching: Matching, embeddingNorm: FoundNorm, found: readonly FoundLayer[]): BertWeights {
  const { graph, hidden, shapes } = matching;
  const budget = { left: MAX_WORK };
  const rows = findEmbeddings(graph, embeddingNorm.input, shapes, budget);
  const [words, positions, tokenTypes] = [rows.words, rows.positions, rows.tokenTypes].map((each) =>
    tableOf(graph, each, hidden),
  ) as [Table, Table, Table];
  if (positions.blocks || tokenTypes.blocks)
    throw new UnsupportedArchitecture('its positions or token types have 4 bits');
  const inner = found[0]?.intermediate.bias.shape[0] ?? 0;
  const layers = found.map((layer): BertLayer => {
    const linear = (name: LinearName, inputs: number, outputs: number) =>
      linearOf(layer[name], inputs, outputs);
    return {
      query: linear('query', hidden, hidden),
      key: linear('key', hidden, hidden),
      value: linear('value', hidden, hidden),
      attentionOutput: linear('attentionOutput', hidden, hidden),
      attentionNorm: normOf(layer.attentionNorm, hidden),
      intermediate: linear('intermediate', hidden, inner),
      output: linear('output', inner, hidden),
      outputNorm: normOf(layer.outputNorm, hidden),
    };
  });
  const norms = [
    embeddingNorm,
    ...found.flatMap(({ attentionNorm, outputNorm }) => [attentionNorm, outputNorm]),
  ];
  return {
    hidden,
    heads: headsOf(matching, rows, positions.rows, budget),
    inner,
    epsilon: epsilonOf(norms),
    words,
    positions,
    tokenTypes,
    embeddingNorm: normOf(embeddingNorm, hidden),
    layers,
  };
}

/** How many heads all layers have, by what sizes and masks come to. */
function headsOf(
  { graph, shapes, checks }: Matching,
  { positions, tokenTypes }: FoundEmbeddings,
  longest: number,
  budget: { left: number },
): number {
  const counts = new Set<number>();
  for (const tokens of LENGTHS.filter((length) => length <= longest)) {
    const evaluator = new Evaluator(graph, shapes, tokens, budget);
    for (const check of checks) counts.add(check(evaluator) ?? Number.NaN);
  }
  counts.delete(Number.NaN);
  const ends = new Evaluator(graph, shapes, longest, budget);
  assertPositions(ends, positions);
  assertFirstType(ends, tokenTypes);
  const [heads = 0] = counts;
  if (counts.size === 1) return heads;
  throw new UnsupportedArchitecture('its layers have different numbers of heads');
}

/** What is added to a variance before its root is taken: the same in all layers. */
function epsilonOf(norms: readonly FoundNorm[]): number {
  const [epsilon = 0] = norms.map((norm) => norm.epsilon);
  if (!(epsilon > 0 && epsilon < 1)) throw broken(`its layers are normalized with an epsilon of ${epsilon}`);
  if (norms.every((norm) => norm.epsilon === epsilon)) return epsilon;
  throw new UnsupportedArchitecture('its layers are normalized with different epsilons');
}

function strange(): UnsupportedArchitecture {
  return new UnsupportedArchitecture('its layers are not put together as those of BERT');
}
