import { broken } from './checks.js';
import type { OnnxGraph, OnnxNode } from './onnx.js';
import type { Tensor } from './types.js';

/** A graph that can be walked in both directions. */
export class GraphWalker {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly #inputs: ReadonlySet<string>;
  readonly #producers = new Map<string, OnnxNode>();
  readonly #consumers = new Map<string, OnnxNode[]>();

  constructor({ nodes, tensors, inputs }: OnnxGraph) {
    this.nodes = nodes;
    this.tensors = withOtherNames(nodes, tensors);
    this.#inputs = inputs;
    for (const node of nodes) {
      for (const output of node.outputs) this.#producers.set(output, node);
      for (const input of node.inputs) {
        const others = this.#consumers.get(input);
        if (others) others.push(node);
        else this.#consumers.set(input, [node]);
      }
    }
  }

  producer(name: string | undefined): OnnxNode | undefined {
    return name === undefined ? undefined : this.#producers.get(name);
  }

  consumers(name: string | undefined): readonly OnnxNode[] {
    return (name !== undefined && this.#consumers.get(name)) || [];
  }

  /** Throws when a node reads what nobody makes. */
  assertComplete(): void {
    for (const { inputs } of this.nodes) {
      const missing = inputs.find(
        (name) => name && !this.tensors.has(name) && !this.#producers.has(name) && !this.#inputs.has(name),
      );
      if (missing !== undefined) throw broken(`it has no tensor ${missing}`, { tensor: missing });
    }
  }
}

/** Of equal tensors exporters keep one, and give it to the others' names by Identity. */
function withOtherNames(
  nodes: OnnxGraph['nodes'],
  tensors: OnnxGraph['tensors'],
): ReadonlyMap<string, Tensor> {
  const all = new Map(tensors);
  for (const { op, inputs, outputs } of nodes) {
    const tensor = op === 'Identity' && all.get(inputs[0] ?? '');
    if (tensor) all.set(outputs[0] ?? '', tensor);
  }
  return all;
}
