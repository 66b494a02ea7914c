import { PbfWriter } from 'pbf';
import { writeFloat16 } from './float16.js';
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
  type WeightsType,
  writeModel,
} from './onnxFormat.js';

/** A graph, and its weights: the file that the graph names as `WEIGHTS_FILE`. */
export interface WrittenModel {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** The bytes of the largest of the weights' tensors. */
  readonly largest: number;
}

const BYTES = { float32: 4, float16: 2 } as const;

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
  #bytes = 0;
  readonly #type: WeightsType;

  /** @param type What the weights become. */
  constructor(type: WeightsType = 'float32') {
    this.#type = type;
  }

  input(name: string, type: ElementType, shape: Signature['shape']): Value {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Gives a value to the caller, by the name it has. */
  output(name: Value, shape: Signature['shape']): void {
    this.#outputs.push({ name, type: 'float32', shape });
  }

  /** Weights of this shape; `fill` writes them as float32, once, row by row. What has a name already is not there twice. */
  weights(name: string, shape: readonly number[], fill: Initializer['fill']): Value {
    if (this.#initializers.has(name)) return name;
    const bytes = BYTES[this.#type] * shape.reduce((a, b) => a * b, 1);
    this.#initializers.set(name, { name, type: this.#type, shape, start: this.#bytes, bytes, fill });
    this.#bytes += 4 * Math.ceil(bytes / 4); // a GPU takes whole words
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

  /** @throws {EmbedError} `backend-unavailable` when weights are too large for float16. */
  write(): WrittenModel {
    const initializers = [...this.#initializers.values()];
    const weights = new Uint8Array(this.#bytes);
    for (const initializer of initializers) writeNumbers(initializer, weights);
    const writer = new PbfWriter();
    writeModel(
      {
        nodes: this.#nodes,
        initializers,
        integers: this.#integers.values(),
        constants: [...this.#constants.values()],
        inputs: this.#inputs,
        outputs: this.#outputs,
      },
      writer,
    );
    const largest = Math.max(0, ...initializers.map(({ bytes }) => bytes));
    return { graph: new Uint8Array(writer.finish()), weights, largest };
  }
}

function writeNumbers(
  { name, type, start, bytes, fill }: Initializer,
  { buffer }: Uint8Array<ArrayBuffer>,
): void {
  if (type === 'float32') {
    fill(new Float32Array(buffer, start, bytes / BYTES.float32));
    return;
  }
  const values = new Float32Array(bytes / BYTES.float16);
  fill(values);
  writeFloat16(values, new Uint16Array(buffer, start, values.length), name);
}
