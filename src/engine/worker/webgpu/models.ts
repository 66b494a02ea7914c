import type { InferenceSession } from 'onnxruntime-web/wasm';
import { reasonOf } from '../../errors.js';
import type { ModelSpec } from '../../models.js';
import type { GpuPrecision } from '../../types.js';
import { createEncoder } from '../encoder/encoder.js';
import { type OnnxRuntime, runGraph } from '../graph.js';
import { assertDimensions, assertOneSegment } from '../modelChecks.js';
import { WEIGHTS_FILE } from '../onnxFile/onnxFormat.js';
import type { ModelParts } from '../runtimes.js';
import type { Tokenizer } from '../tokenizer/types.js';
import type { RunModel } from '../types.js';
import { readOnnx } from '../weights/onnx.js';
import { readBert } from '../weights/read.js';
import type { BertWeights } from '../weights/types.js';
import { assertBufferSize, refused } from './adapter.js';
import { writeBertGraph } from './bertGraph.js';
import { runBertGraph } from './bertSession.js';

/** A model on the GPU. */
export interface GpuModel {
  readonly run: RunModel;
  /** Gives its memory back, so that it can be started again. */
  readonly release: () => Promise<void>;
}

/** A model for the GPU, and the same on the CPU to compare it with. */
export interface Pair {
  readonly start: (precision: GpuPrecision) => Promise<GpuModel>;
  readonly cpu: RunModel;
  /** What the CPU would really run. */
  readonly rival: () => Promise<RunModel>;
}

/** A BERT becomes a graph of our own, from whatever its weights are stored as; any other model runs as its file is. */
export async function pairOf(
  ort: OnnxRuntime,
  device: GPUDevice,
  spec: ModelSpec,
  { weights, tokenizer }: Pick<ModelParts, 'weights' | 'tokenizer'>,
): Promise<Pair> {
  const read = readBert(weights, spec.bert);
  return 'weights' in read && (spec.pooling === 'cls' || spec.pooling === 'mean')
    ? bertPair(ort, device, { ...spec, pooling: spec.pooling }, read.weights, tokenizer)
    : foreignPair(ort, device, spec, weights);
}

async function bertPair(
  ort: OnnxRuntime,
  device: GPUDevice,
  { dimensions, pooling, normalize }: ModelSpec & { readonly pooling: 'cls' | 'mean' },
  weights: BertWeights,
  tokenizer: Tokenizer,
): Promise<Pair> {
  assertDimensions(weights.hidden, dimensions);
  assertOneSegment(tokenizer);
  const options = { pooling, normalize };
  const encoderOf = async (build?: 'plain'): Promise<RunModel> => {
    const encoder = await createEncoder(weights, { ...options, ...(build && { build }) });
    return async (texts) => encoder.encode(texts.map(({ ids }) => ids));
  };
  return {
    async start(precision) {
      const model = writeBertGraph(weights, { ...options, precision });
      assertBufferSize(device, model.largest);
      const session = await ort.InferenceSession.create(model.graph, {
        executionProviders: [onDevice(device)],
        externalData: [{ path: WEIGHTS_FILE, data: model.weights }],
      }).catch((error) => {
        throw refused('no-session', `The model does not fit on the GPU: ${reasonOf(error)}.`, error);
      });
      return {
        run: runBertGraph(ort, session, { pooling, dimensions }),
        release: () => session.release(),
      };
    },
    cpu: await encoderOf('plain'), // closest to the weights' own numbers
    rival: () => encoderOf(),
  };
}

/** Operations on integers. The GPU has no kernels for them: they would go back and forth, and have been wrong. */
const INTEGER_OPERATION = /Integer|Quantize|QLinear|QAttention|NBits/;

async function foreignPair(
  ort: OnnxRuntime,
  device: GPUDevice,
  spec: ModelSpec,
  weights: Uint8Array,
): Promise<Pair> {
  const integer = readOnnx(weights).nodes.find(({ op }) => INTEGER_OPERATION.test(op));
  if (integer)
    throw refused('quantised', `The model is quantised (${integer.op}), and no BERT that can be rewritten.`);
  const cpu = await runGraph(ort, spec, { weights, provider: 'wasm' });
  return {
    async start(precision) {
      if (precision === 'fp16')
        throw refused(
          'unsupported',
          'The model is no BERT that can be rewritten in float16, and runs as it is.',
        );
      const run = await runGraph(ort, spec, { weights, provider: onDevice(device) });
      return { run, release: async () => {} }; // it has no other precision to make room for
    },
    cpu,
    rival: async () => cpu,
  };
}

const onDevice = (device: GPUDevice): InferenceSession.ExecutionProviderConfig => ({
  name: 'webgpu',
  device,
});
