import type { Activation, ModelSpec } from '../../../models/types.js';
import { finiteFloats } from '../formats/floats.js';
import { readTensors } from '../formats/safetensors.js';
import { assertShape, broken } from '../formats/validation.js';
import { normalizeL2 } from './pooling.js';

/** What is done with vectors behind the pooling. */
export interface Postprocess {
  /** The model without it: what a runtime is to give. */
  readonly raw: ModelSpec;
  /** Vectors of `raw`, row-major, to vectors of the model. */
  all(vectors: Float32Array): Float32Array<ArrayBuffer>;
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  run(vector: Float32Array): Float32Array;
}

/**
 * Dense layers, then the cut of Matryoshka embeddings with the layer norm before it, then the length of 1.
 * @param files The layers' weights, by their paths.
 * @throws {EmbedError} `model-load-failed` for weights that are broken.
 */
export function createPostprocess(spec: ModelSpec, files: ReadonlyMap<string, Uint8Array>): Postprocess {
  const { dimensions, fullDimensions = dimensions, layerNorm = false, normalize, dense = [] } = spec;
  const layers = dense.map(({ path, activation }) => readLayer(files.get(path), path, activation));
  for (const [i, { inputs }] of layers.slice(1).entries())
    if (layers[i]?.outputs !== inputs)
      throw broken(`a layer gives ${layers[i]?.outputs} numbers to one that reads ${inputs}`);
  const from = layers[0]?.inputs ?? fullDimensions;
  const last = layers.at(-1)?.outputs ?? fullDimensions;
  if (last !== fullDimensions)
    throw broken(`its last layer gives ${last} numbers instead of ${fullDimensions}`);

  function finish(pooled: Float32Array): Float32Array {
    const full = layers.reduce((vector, layer) => layer.run(vector), pooled);
    const cut = (layerNorm ? normalizeLayer(full) : full).subarray(0, dimensions);
    return normalize ? normalizeL2(cut) : cut;
  }

  return {
    raw: { ...spec, dimensions: from, normalize: false },
    all(vectors) {
      const count = vectors.length / from;
      const out = new Float32Array(count * dimensions);
      for (let i = 0; i < count; i++)
        out.set(finish(vectors.subarray(i * from, (i + 1) * from)), i * dimensions);
      return out;
    },
  };
}

const ACTIVATIONS: Readonly<Record<Activation, (x: number) => number>> = {
  identity: (x) => x,
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
};

function readLayer(file: Uint8Array | undefined, path: string, activation: Activation): Layer {
  const tensors = readTensors(file ?? new Uint8Array());
  const weight = tensors.get('linear.weight');
  if (!weight) throw broken(`${path} has no tensor linear.weight`);
  const [outputs = 0, inputs = 0] = weight.shape;
  assertShape(weight, outputs, inputs);
  const values = finiteFloats(weight);
  const biasTensor = tensors.get('linear.bias');
  if (biasTensor) assertShape(biasTensor, outputs);
  const bias = biasTensor ? finiteFloats(biasTensor) : new Float32Array(outputs);
  const act = ACTIVATIONS[activation];
  return {
    inputs,
    outputs,
    run(vector) {
      return Float32Array.from(bias, (start, row) => {
        let sum = start;
        for (let i = 0; i < inputs; i++) sum += (values[row * inputs + i] as number) * (vector[i] as number);
        return act(sum);
      });
    },
  };
}

/** Without weights, as `torch.nn.functional.layer_norm` by default. */
function normalizeLayer(vector: Float32Array): Float32Array {
  const mean = vector.reduce((a, b) => a + b, 0) / vector.length;
  const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
  return vector.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
}

/** Abramowitz and Stegun, 7.1.26: within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const poly =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - poly * Math.exp(-x * x));
}
