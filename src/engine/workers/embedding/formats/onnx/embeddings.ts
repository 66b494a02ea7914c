import { isFloat } from '../floats.js';
import type { Table, Tensor } from '../types.js';
import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { assertShape, broken } from '../validation.js';
import { Evaluator, type Size } from './Evaluator.js';
import { blocksOf } from './fourBits.js';
import type { GraphWalker } from './GraphWalker.js';
import { dequantization, isInteger8, ROWS } from './linear.js';
import type { OnnxNode } from './readOnnx.js';

/** The three tables whose rows are added up. */
export interface FoundEmbeddings {
  readonly words: FoundRows;
  readonly positions: FoundRows;
  readonly tokenTypes: FoundRows;
}

/** Rows of a table, and which. */
interface FoundRows {
  readonly tensor: Tensor;
  /** What makes numbers of integers, and whether that is behind the choice of rows. */
  readonly dequantize: { readonly node: OnnxNode; readonly isBehind: boolean } | undefined;
  /** The ids of the rows; or the position from which on and that to which they are taken. */
  readonly ids: string | readonly (string | undefined)[];
}

/** A length of text at which the rows of positions are told from those of token types. */
const SOME_TOKENS = 7;

/** Words + token types + positions, in any order. */
export function findEmbeddings(
  graph: GraphWalker,
  sum: string | undefined,
  shapes: ReadonlyMap<string, readonly Size[]>,
  budget: { left: number },
): FoundEmbeddings {
  const rows = addends(graph, sum).map((addend) => rowsOf(graph, addend));
  const isWords = ({ ids }: FoundRows) => typeof ids === 'string' && wordIds(graph, ids);
  const words = rows.find(isWords);
  const others = rows.filter((each) => each !== words);
  const evaluator = new Evaluator(graph, shapes, SOME_TOKENS, budget);
  const positions = others.find(({ ids }) => hasIds(evaluator, ids, (position) => position));
  const tokenTypes = others.find(({ ids }) => hasIds(evaluator, ids, () => 0));
  if (words && positions && tokenTypes && rows.length === 3) return { words, positions, tokenTypes };
  throw strange();
}

/** Whether these rows are those of the places of a text, from the first one on. */
export function assertPositions(evaluator: Evaluator, { ids }: FoundRows): undefined {
  if (!hasIds(evaluator, ids, (position) => position)) throw strange();
  return undefined;
}

/** Whether these rows are the first, for each position of a text. */
export function assertFirstType(evaluator: Evaluator, { ids }: FoundRows): undefined {
  if (!hasIds(evaluator, ids, () => 0)) throw strange();
  return undefined;
}

/** A table, its numbers checked against a layer's width. */
export function tableOf(graph: GraphWalker, { tensor, dequantize }: FoundRows, hidden: number): Table {
  const [rows = 0, columns = 0] = tensor.shape;
  assertShape(tensor, rows, columns);
  if (columns !== hidden)
    throw broken(`its tensor ${tensor.name} has ${columns} columns instead of ${hidden}`, {
      tensor: tensor.name,
    });
  if (rows === 0) throw broken(`its tensor ${tensor.name} has no rows`, { tensor: tensor.name });
  if (!dequantize && isFloat(tensor)) return { rows, columns, values: tensor };
  if (dequantize?.node.numbers.has('block_size') && !dequantize.isBehind)
    return { rows, columns, values: tensor, blocks: blocksOf(graph, tensor, dequantize.node, ROWS) };
  if (!dequantize || !isInteger8(tensor))
    throw new UnsupportedArchitecture(`it reads the integers of ${tensor.name} in an unknown way`);
  const { node, isBehind } = dequantize;
  const quantization = dequantization(graph, tensor, node, isBehind ? undefined : ROWS, isBehind ? 1 : rows);
  return { rows, columns, values: tensor, quantization };
}

function addends(graph: GraphWalker, sum: string | undefined): string[] {
  let all = [graph.origin(sum)];
  for (let split = 0; split < 2; split++)
    all = all.flatMap((each) => graph.made(each, 'Add')?.inputs.map((input) => graph.origin(input)) ?? each);
  return all;
}

function rowsOf(graph: GraphWalker, name: string): FoundRows {
  const behind = graph.made(name, 'DequantizeLinear');
  const taken = graph.made(behind ? behind.inputs[0] : name, 'Gather', 'Slice');
  if (!taken || (taken.op === 'Gather' && (taken.numbers.get('axis') ?? 0) !== 0)) throw strange();
  const [table, ...ids] = taken.inputs;
  const before = graph.made(table, 'DequantizeLinear');
  const tensor = graph.tensors.get(graph.origin(before ? before.inputs[0] : table));
  if (!tensor || (before && behind)) throw strange();
  const node = before ?? behind;
  return {
    tensor,
    dequantize: node && { node, isBehind: node === behind },
    ids: taken.op === 'Gather' ? (ids[0] ?? '') : ids,
  };
}

/** Whether ids are those of the text's tokens, whatever integer type they are cast to. */
function wordIds(graph: GraphWalker, name: string): boolean {
  let at = graph.origin(name);
  for (
    let node = graph.made(at, 'Cast');
    node && [6, 7].includes(node.numbers.get('to') ?? 0);
    node = graph.made(at, 'Cast')
  )
    at = graph.origin(node.inputs[0]);
  return at === 'input_ids' && graph.producer(at) === undefined && !graph.tensors.has(at);
}

function hasIds(evaluator: Evaluator, ids: FoundRows['ids'], wanted: (position: number) => number): boolean {
  const { tokens } = evaluator.sizes;
  if (typeof ids !== 'string') {
    const [from, to, axes, steps] = ids.map((id) => (id ? Array.from(evaluator.value(id).data) : undefined));
    const isAll = from?.join() === '0' && to?.join() === String(tokens);
    return isAll && (axes ?? [0]).join() === '0' && (steps ?? [1]).join() === '1' && wanted(1) === 1;
  }
  const { data, shape } = evaluator.value(ids);
  const isRow = shape.length <= 2 && shape.length > 0 && shape.slice(0, -1).every((size) => size === 1);
  const length = shape.at(-1);
  const isOne = length === 1 && wanted(1) === 0;
  return (
    isRow && (length === tokens || isOne) && Array.from(data).every((id, position) => id === wanted(position))
  );
}

function strange(): UnsupportedArchitecture {
  return new UnsupportedArchitecture('it does not add up words, positions and token types as BERT does');
}
