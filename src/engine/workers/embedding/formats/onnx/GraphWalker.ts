import type { Tensor } from '../types.js';
import { broken } from '../validation.js';
import type { OnnxGraph, OnnxNode } from './readOnnx.js';

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
      for (const output of node.outputs) {
        if (output && (this.#producers.has(output) || inputs.has(output)))
          throw broken(`its value ${output} is made twice`, { value: output });
        this.#producers.set(output, node);
      }
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

  /** The values that are computed from one, except from its shape alone. */
  dependents(name: string): ReadonlySet<string> {
    const found = new Set([name]);
    for (const each of found) // grows while it is read
      for (const { op, outputs } of this.consumers(each))
        if (op !== 'Shape') for (const output of outputs) found.add(output);
    return found;
  }

  /** What stands before operations that change no number: an Identity, or a Cast from one type of floats to another. */
  origin(name: string | undefined): string {
    let at = name ?? '';
    for (let steps = 0; steps < this.nodes.length; steps++) {
      const node = this.#producers.get(at);
      const isSame = node && !this.tensors.has(at) && (node.op === 'Identity' || isFloatCast(node));
      if (!isSame) break;
      at = node.inputs[0] ?? '';
    }
    return at;
  }

  /** The node that makes a value, if it is one of these operations. */
  made(name: string | undefined, ...ops: readonly string[]): OnnxNode | undefined {
    const node = this.#producers.get(this.origin(name));
    return node && ops.includes(node.op) ? node : undefined;
  }

  /** Throws when a node reads what no node makes. */
  assertComplete(): void {
    for (const { inputs } of this.nodes) {
      const missing = inputs.find(
        (name) => name && !this.tensors.has(name) && !this.#producers.has(name) && !this.#inputs.has(name),
      );
      if (missing !== undefined) throw broken(`it has no tensor ${missing}`, { tensor: missing });
    }
  }
}

const isFloatCast = ({ op, numbers }: OnnxNode) => op === 'Cast' && isFloatCode(numbers.get('to'));

/** Whether a code of onnx.proto3 is a type of floats. */
export function isFloatCode(code: number | undefined): boolean {
  return code === 1 || code === 10 || code === 11 || code === 16;
}

/** Exporters store equal tensors once, and give the others' names to it by Identity. */
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
