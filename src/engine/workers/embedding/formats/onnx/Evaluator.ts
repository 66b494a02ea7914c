import type { GraphWalker } from './GraphWalker.js';
import { OPERATIONS } from './operations.js';
import type { OnnxNode } from './readOnnx.js';
import { integers, sizeOf, toValue, unknown, type Value } from './values.js';

/** A size that is known, or that is one of the text or the attention. */
export type Size = number | 'tokens' | 'heads' | 'size';

/** Whether a token is padding. */
export const isPadding = (position: number, tokens: number) => position > 0 && position === tokens - 1;

/** More operations in a row than a mask or a list of sizes takes. */
const MAX_DEPTH = 1_000;
/** All numbers that are computed for one file: far more than any model needs, and less than a tenth of a second. */
export const MAX_WORK = 1_000_000;

/**
 * Computes what a graph makes of the sizes of its tensors and of the mask of one text: sizes, places and masks. What depends
 * on the text's words is not there. The last token of a text of several is padding.
 */
export class Evaluator {
  /** What is known of sizes; how the attention is split is found on the way. */
  readonly sizes: { readonly tokens: number; heads: number; size: number };
  readonly #graph: GraphWalker;
  readonly #shapes: ReadonlyMap<string, readonly Size[]>;
  readonly #known = new Map<string, Value | undefined>();
  readonly #budget: { left: number };

  /**
   * @param shapes of tensors whose numbers depend on the words
   * @param budget how many numbers may still be computed
   */
  constructor(
    graph: GraphWalker,
    shapes: ReadonlyMap<string, readonly Size[]>,
    tokens: number,
    budget: { left: number },
  ) {
    this.#graph = graph;
    this.#shapes = shapes;
    this.#budget = budget;
    this.sizes = { tokens, heads: Number.NaN, size: Number.NaN };
    const row = (data: readonly number[]): Value => ({ kind: 'integer', shape: [1, tokens], data });
    this.#known.set(
      'attention_mask',
      row(Array.from({ length: tokens }, (_, i) => (isPadding(i, tokens) ? 0 : 1))),
    );
    this.#known.set('token_type_ids', row(Array(tokens).fill(0)));
    this.#known.set('position_ids', row(Array.from({ length: tokens }, (_, i) => i)));
  }

  /** @throws {UnsupportedArchitecture} for what is computed from the words, or in a way that is not followed. */
  value(name: string | undefined, depth = 0): Value {
    const found = this.#known.get(name ?? '');
    if (found) return found;
    if (name === undefined || this.#known.has(name) || depth > MAX_DEPTH)
      throw unknown('a circle or a long way');
    this.#known.set(name, undefined); // on its way: if it is asked for again, it depends on itself
    const value = this.#compute(name, depth);
    this.#budget.left -= sizeOf(value.shape) + 1;
    if (this.#budget.left < 0) throw unknown('masks or sizes that are long to compute');
    this.#known.set(name, value);
    return value;
  }

  #compute(name: string, depth: number): Value {
    const tensor = this.#graph.tensors.get(name);
    if (tensor) return toValue(tensor);
    const node = this.#graph.producer(name);
    const run = node && Object.hasOwn(OPERATIONS, node.op) ? OPERATIONS[node.op] : undefined;
    if (!node || !run || node.outputs[0] !== name) throw unknown(`a mask or sizes by ${node?.op ?? name}`);
    const inputs =
      node.op === 'Shape'
        ? [this.#shaped(node, depth)]
        : node.inputs.map((input) => (input ? this.value(input, depth + 1) : undefined));
    return run(inputs, node);
  }

  /** What only the shape is wanted of may depend on the words. */
  #shaped({ inputs: [name = ''] }: OnnxNode, depth: number): Value {
    const shape = this.#shapes.get(this.#graph.origin(name));
    if (!shape) return this.value(name, depth + 1);
    return {
      ...integers([]),
      shape: shape.map((size) => (typeof size === 'number' ? size : this.sizes[size])),
    };
  }
}
