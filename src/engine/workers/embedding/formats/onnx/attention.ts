import { UnsupportedArchitecture } from '../UnsupportedArchitecture.js';
import { type Evaluator, isPadding, type Size } from './Evaluator.js';
import type { GraphWalker } from './GraphWalker.js';
import { type FoundLinear, findLinear } from './linear.js';
import { reshaped } from './operations.js';

/** The layers around an attention, and what it reads. */
export interface FoundAttention {
  readonly input: string;
  readonly query: FoundLinear;
  readonly key: FoundLinear;
  readonly value: FoundLinear;
}

/** What is known of a graph while it is matched. */
export interface Matching {
  readonly graph: GraphWalker;
  readonly hidden: number;
  /** Values that depend on the words. */
  readonly fromWords: ReadonlySet<string>;
  /** The shapes of those that were matched. */
  readonly shapes: Map<string, readonly Size[]>;
  /** Checks of sizes and masks, for texts of some lengths. They give how many heads there are. */
  readonly checks: ((evaluator: Evaluator) => number | undefined)[];
}

/** A layer's numbers as heads, and the orders in which their axes are multiplied. */
const SPLIT: readonly Size[] = [1, 'tokens', 'heads', 'size'];
const HEADS = [0, 2, 1, 3];
const TRANSPOSED = [0, 2, 3, 1];

/** Softmax(q kᵀ / √size + mask) v, each head by itself: from the heads lying together again back to their layers. */
export function findAttention(matching: Matching, result: string | undefined): FoundAttention {
  const { graph, hidden, checks } = matching;
  const together = graph.made(result, 'Reshape');
  const turned = graph.made(together?.inputs[0], 'Transpose');
  const context = graph.made(turned?.inputs[0], 'MatMul');
  if (!together || !turned || !context || !isPermutation(turned.lists?.get('perm'), HEADS)) throw strange();
  const softmax = graph.made(unguarded(graph, context.inputs[0]), 'Softmax');
  const axis = softmax?.numbers.get('axis');
  if (!softmax || (axis !== -1 && axis !== 3)) throw strange();
  const scores = scoresOf(matching, softmax.inputs[0]);
  const product = graph.made(scores.name, 'MatMul');
  if (!product) throw strange();
  const query = partOf(matching, product.inputs[0], HEADS);
  const key = partOf(matching, product.inputs[1], TRANSPOSED);
  const value = partOf(matching, context.inputs[1], HEADS);
  const input = query.linear.input;
  if (key.linear.input !== input || value.linear.input !== input || value.factors.length > 0) throw strange();
  for (const output of turned.outputs) matching.shapes.set(output, [1, 'tokens', 'heads', 'size']);
  checks.push((evaluator) => {
    const heads = [query, key, value].map((part) => part.heads(evaluator));
    const [count = 0] = heads;
    evaluator.sizes.heads = count;
    evaluator.sizes.size = hidden / count;
    if (heads.some((other) => other !== count)) throw strange();
    const factor = [...scores.factors, ...query.factors, ...key.factors].reduce(
      (all, one) => all * one(evaluator),
      1,
    );
    if (!(Math.abs(factor * Math.sqrt(hidden / count) - 1) < 2e-3)) throw strange();
    const shape = reshaped(
      { shape: [1, evaluator.sizes.tokens, count, hidden / count] },
      Array.from(evaluator.value(together.inputs[1]).data),
    );
    assertSizes(shape, [1, evaluator.sizes.tokens, hidden]);
    return count;
  });
  return { input, query: query.linear, key: key.linear, value: value.linear };
}

type Factor = (evaluator: Evaluator) => number;

/** The products of queries and keys: without what masks padding, and without factors. */
function scoresOf(matching: Matching, name: string | undefined): { name: string; factors: Factor[] } {
  const { graph, fromWords, checks } = matching;
  const added = graph.made(name, 'Add');
  const chosen = graph.made(name, 'Where');
  if (!added && !chosen) return withoutFactors(matching, name);
  const [scores, mask] = splitInputs(added?.inputs ?? chosen?.inputs.slice(1) ?? [], fromWords);
  const [condition = ''] = chosen?.inputs ?? [];
  if (scores === undefined || mask === undefined || fromWords.has(condition)) throw strange();
  if (added) checks.push((evaluator) => assertMask(evaluator, mask, isNothing, isLow));
  else {
    const isReal = chosen?.inputs[1] === scores ? isTrue : isNothing;
    checks.push((evaluator) => assertMask(evaluator, condition, isReal, (number) => !isReal(number)));
    checks.push((evaluator) => assertMask(evaluator, mask, isLow, isLow));
  }
  return withoutFactors(matching, scores);
}

const isNothing = (number: number) => number === 0;
const isTrue = (number: number) => number === 1;
/** What is as good as minus infinity before a softmax. */
const isLow = (number: number) => number <= -1e4;

function splitInputs(inputs: readonly string[], fromWords: ReadonlySet<string>): [string?, string?] {
  const [a = '', b = ''] = inputs;
  if (fromWords.has(a) !== fromWords.has(b)) return fromWords.has(a) ? [a, b] : [b, a];
  return [];
}

/** A mask tells padding from other tokens, and its shape does not change that of the scores. */
function assertMask(
  evaluator: Evaluator,
  name: string,
  isReal: (number: number) => boolean,
  isMasked: (number: number) => boolean,
): undefined {
  const { data, shape } = evaluator.value(name);
  const { tokens } = evaluator.sizes;
  const fits = shape.toReversed().every((size, i) => size === 1 || (i < 2 && size === tokens));
  const isRight = (number: number, i: number) =>
    isPadding(data.length === 1 ? 0 : i % tokens, tokens) ? isMasked(number) : isReal(number);
  const isByKeys = data.length === 1 || shape.at(-1) === tokens;
  if (shape.length > 4 || !fits || !isByKeys || !Array.from(data).every(isRight)) throw strange();
  return undefined;
}

/** What stands before multiplications by single numbers. */
function withoutFactors(
  { graph, fromWords }: Matching,
  name: string | undefined,
): { name: string; factors: Factor[] } {
  const factors: Factor[] = [];
  let at = graph.origin(name);
  for (let node = graph.made(at, 'Mul', 'Div'); node; node = graph.made(at, 'Mul', 'Div')) {
    const [rest, scalar] = splitInputs(node.inputs, fromWords);
    const isDivided = node.op === 'Div';
    if (rest === undefined || scalar === undefined || (isDivided && node.inputs[1] !== scalar))
      throw strange();
    factors.push((evaluator) => {
      const { data, shape } = evaluator.value(scalar);
      if (data.length !== 1 || shape.length > 4) throw strange();
      return isDivided ? 1 / Number(data[0]) : Number(data[0]);
    });
    at = graph.origin(rest);
  }
  return { name: at, factors };
}

interface Part {
  readonly linear: FoundLinear;
  readonly factors: readonly Factor[];
  readonly heads: (evaluator: Evaluator) => number;
}

/** Queries, keys or values: a layer whose numbers are split into heads, which go before the tokens. */
function partOf(matching: Matching, name: string | undefined, order: readonly number[]): Part {
  const { graph, hidden, shapes } = matching;
  const factors: Factor[] = [];
  const skip = (from: string | undefined) => {
    const found = withoutFactors(matching, from);
    factors.push(...found.factors);
    return found.name;
  };
  const turns: { at: string; next: readonly number[] }[] = [];
  let perm: readonly number[] = [0, 1, 2, 3];
  let at = skip(name);
  for (let node = graph.made(at, 'Transpose'); node; node = graph.made(at, 'Transpose')) {
    const next = node.lists?.get('perm') ?? [];
    turns.push({ at, next });
    perm = perm.map((axis) => next[axis] ?? Number.NaN);
    at = skip(node.inputs[0]);
  }
  let shape = SPLIT;
  for (const { at, next } of turns.toReversed()) {
    shape = next.map((axis) => shape[axis] ?? Number.NaN);
    shapes.set(at, shape);
  }
  const split = graph.made(at, 'Reshape');
  if (!split || !isPermutation(perm, order)) throw strange();
  shapes.set(at, SPLIT);
  const linear = findLinear(graph, skip(split.inputs[0]));
  shapes.set(linear.name, [1, 'tokens', hidden]);
  return {
    linear,
    factors,
    heads(evaluator) {
      const wanted = Array.from(evaluator.value(split.inputs[1]).data);
      const shape = reshaped({ shape: [1, evaluator.sizes.tokens, hidden] }, wanted);
      const heads = shape[2] ?? 0;
      assertSizes(shape, [1, evaluator.sizes.tokens, heads, hidden / heads]);
      return heads;
    },
  };
}

/** Newer exporters put 0 in the place of what is not a number, where all of a row is masked. */
function unguarded(graph: GraphWalker, name: string | undefined): string | undefined {
  const guard = graph.made(name, 'Where');
  if (!guard) return name;
  const [isNone, , shares] = guard.inputs;
  const tested = graph.made(isNone, 'IsNaN')?.inputs[0];
  if (tested === undefined || graph.origin(tested) !== graph.origin(shares)) throw strange();
  return shares;
}

function isPermutation(perm: readonly number[] | undefined, wanted: readonly number[]): boolean {
  return perm !== undefined && perm.length === wanted.length && wanted.every((axis, i) => axis === perm[i]);
}

function assertSizes(found: readonly number[], wanted: readonly number[]): void {
  if (!isPermutation(found, wanted)) throw strange();
}

function strange(): UnsupportedArchitecture {
  return new UnsupportedArchitecture(
    'its attention is not that of BERT, or does not say how many heads it has',
  );
}
