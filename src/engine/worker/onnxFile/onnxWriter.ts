import { PbfWriter } from 'pbf';
import {
  type Branch,
  type Constant,
  type ElementType,
  type Initializer,
  type IntegerList,
  type Node,
  type NodeOptions,
  type Signature,
  type Value,
  writeModel,
} from './onnxFormat.js';

/** A graph, and its weights: the file that the graph names as `WEIGHTS_FILE`. */
export interface WrittenModel {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  /** The numbers of the largest of the weights' tensors. */
  readonly largest: number;
}

/**
 * Puts a model together, operation by operation, and writes it in the ONNX format: its `weights` in a file of their own, its
 * `constants` in the graph.
 */
export class OnnxWriter {
  readonly #inputs: Signature[] = [];
  readonly #outputs: Signature[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #integers = new Map<string, IntegerList>();
  readonly #constants = new Map<string, Constant>();
  #nodes: Node[] = [];
  #values = 0;
  #length = 0;

  input(name: string, type: ElementType, shape: Signature['shape']): Value {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Gives a value to the caller, by the name it has. */
  output(name: Value, shape: Signature['shape']): void {
    this.#outputs.push({ name, type: 'float32', shape });
  }

  /** Weights of this shape; `fill` writes them, once, row by row. What has a name already is not there twice. */
  weights(name: string, shape: readonly number[], fill: Initializer['fill']): Value {
    if (this.#initializers.has(name)) return name;
    const length = shape.reduce((a, b) => a * b, 1);
    this.#initializers.set(name, { name, shape, start: this.#length, length, fill });
    this.#length += length;
    return name;
  }

  /** Numbers in the graph itself. What has a name already is not there twice. */
  constant(name: string, type: ElementType, shape: readonly number[], numbers: ArrayBufferView): Value {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    if (!this.#constants.has(name)) this.#constants.set(name, { name, type, shape, bytes });
    return name;
  }

  /** A list of whole numbers (int64), in the graph itself. */
  integers(name: string, values: readonly number[]): Value {
    this.#integers.set(name, { name, values });
    return name;
  }

  /** An operation with one output. An input that is left out is `''`. */
  node(
    op: string,
    inputs: readonly Value[],
    { attributes = {}, domain = '' }: NodeOptions = {},
    output: Value = `${op}_${++this.#values}`,
  ): Value {
    this.#nodes.push({ op, inputs, output, attributes, domain });
    return output;
  }

  /** The operations that `build` adds, and the value that it returns. */
  branch(build: () => Value): Branch {
    const outside = this.#nodes;
    this.#nodes = [];
    const output = build();
    const branch = { nodes: this.#nodes, output };
    this.#nodes = outside;
    return branch;
  }

  write(): WrittenModel {
    const initializers = [...this.#initializers.values()];
    const weights = new Float32Array(this.#length);
    for (const { start, length, fill } of initializers) fill(weights.subarray(start, start + length));
    const writer = new PbfWriter();
    writeModel(
      {
        nodes: this.#nodes,
        initializers,
        integers: this.#integers.values(),
        constants: this.#constants.values(),
        inputs: this.#inputs,
        outputs: this.#outputs,
      },
      writer,
    );
    const largest = Math.max(0, ...initializers.map(({ length }) => length));
    return { graph: new Uint8Array(writer.finish()), weights, largest };
  }
}
