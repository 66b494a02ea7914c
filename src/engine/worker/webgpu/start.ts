import type { InferenceSession } from 'onnxruntime-web/wasm';
import { EmbedError, reasonOf } from '../../errors.js';
import type { ModelSpec } from '../../models.js';
import type { GpuInput } from '../../protocol.js';
import { createEncoder } from '../encoder/encoder.js';
import { type OnnxRuntime, runGraph } from '../graph.js';
import { assertDimensions, assertKnownAnswer, assertOneSegment } from '../modelChecks.js';
import { WEIGHTS_FILE } from '../onnxFile/onnxFormat.js';
import type { ModelParts, StartedModel } from '../runtimes.js';
import type { Tokenizer } from '../tokenizer/types.js';
import type { RunModel } from '../types.js';
import { readOnnx } from '../weights/onnx.js';
import { readBert } from '../weights/read.js';
import type { BertWeights } from '../weights/types.js';
import { type Adapter, assertBufferSize, findAdapter, openDevice, refused } from './adapter.js';
import { assertAgreement } from './agreement.js';
import { writeBertGraph } from './bertGraph.js';
import { runBertGraph } from './bertSession.js';
import { GpuMemory } from './memory.js';
import { assertFaster, race, takesFrom } from './race.js';
import { startGpuRuntime } from './runtime.js';

/** A GPU that is there, before any file is fetched for it. */
export interface OpenGpu {
  readonly adapter: Adapter;
  readonly device: GPUDevice;
  readonly input: GpuInput;
  readonly memory: GpuMemory;
}

/** @throws {EmbedError} `backend-unavailable`; `details.reason` is a {@link GpuRefusal}. */
export async function openGpu(input: GpuInput, spec: ModelSpec): Promise<OpenGpu> {
  const { gpu, adapter } = await findAdapter(input.anySpeed);
  const memory = new GpuMemory(adapter, spec);
  await memory.assertNotWrong();
  const times = input.anySpeed ? undefined : await memory.race();
  if (times) assertFaster({ takesFrom: takesFrom(times, input.pool) });
  return { adapter, device: await openDevice(gpu), input, memory };
}

/** A model on the GPU, and the same on the CPU to compare it with. */
interface Pair {
  readonly webgpu: RunModel;
  readonly cpu: RunModel;
  /** What the CPU would really run. */
  readonly rival: () => Promise<RunModel>;
}

/**
 * Starts a model on the GPU: a BERT as a graph of our own, from whatever its weights are stored as, any other as it is.
 * It is used only if its vectors are right.
 * @throws {EmbedError} `backend-unavailable`, `model-load-failed`, `inference-failed`.
 */
export async function startOnGpu(
  { adapter, device, input, memory }: OpenGpu,
  spec: ModelSpec,
  { weights, tokenizer, others }: ModelParts,
): Promise<StartedModel> {
  if (spec.static || spec.dense || spec.fullDimensions !== undefined || others.size > 0)
    throw refused(
      'unsupported',
      'A model of several files, or with more behind its pooling, runs on the CPU.',
    );
  const { ort, kind } = await startGpuRuntime(input.runtimeUrl);
  const read = readBert(weights, spec.bert);
  const pair =
    'weights' in read && (spec.pooling === 'cls' || spec.pooling === 'mean')
      ? await startBert(ort, device, { ...spec, pooling: spec.pooling }, read.weights, tokenizer)
      : await startForeign(ort, device, spec, weights);
  const run = oneByOne(orLost(pair.webgpu, device));
  const cosine = await memory.unlessWrong(async () => {
    await assertKnownAnswer(spec, tokenizer, run);
    return assertAgreement(run, pair.cpu, tokenizer, spec.maxTokens);
  });
  const facts = { ...adapter, runtime: kind, cosine, msPerToken: await measure(run, tokenizer) };
  if (input.anySpeed) return { run, runtime: 'onnxruntime', webgpu: { facts, takesFrom: 0 } };
  const times = await memory.race(async () => race(await pair.rival(), run, spec.maxTokens));
  const webgpu = { facts: { ...facts, race: times }, takesFrom: takesFrom(times, input.pool) };
  assertFaster(webgpu);
  return { run, runtime: 'onnxruntime', webgpu };
}

async function startBert(
  ort: OnnxRuntime,
  device: GPUDevice,
  { dimensions, pooling, normalize }: ModelSpec & { readonly pooling: 'cls' | 'mean' },
  weights: BertWeights,
  tokenizer: Tokenizer,
): Promise<Pair> {
  assertDimensions(weights.hidden, dimensions);
  assertOneSegment(tokenizer);
  const options = { pooling, normalize };
  const model = writeBertGraph(weights, options);
  assertBufferSize(device, model.largest * Float32Array.BYTES_PER_ELEMENT);
  const data = new Uint8Array(model.weights.buffer);
  const session = await ort.InferenceSession.create(model.graph, {
    executionProviders: [onDevice(device)],
    externalData: [{ path: WEIGHTS_FILE, data }],
  }).catch((error) => {
    throw refused('no-session', `The model does not fit on the GPU: ${reasonOf(error)}.`, error);
  });
  return {
    webgpu: runBertGraph(ort, session, { pooling, dimensions }),
    cpu: await encoderOf('plain'), // closest to the weights' own numbers
    rival: () => encoderOf(),
  };

  async function encoderOf(build?: 'plain'): Promise<RunModel> {
    const encoder = await createEncoder(weights, { ...options, ...(build && { build }) });
    return async (texts) => encoder.encode(texts.map(({ ids }) => ids));
  }
}

/** Operations on integers. The GPU has no kernels for them: they would go back and forth, and have been wrong. */
const INTEGER_OPERATION = /Integer|Quantize|QLinear|QAttention|NBits/;

async function startForeign(
  ort: OnnxRuntime,
  device: GPUDevice,
  spec: ModelSpec,
  weights: Uint8Array,
): Promise<Pair> {
  const integer = readOnnx(weights).nodes.find(({ op }) => INTEGER_OPERATION.test(op));
  if (integer)
    throw refused('quantised', `The model is quantised (${integer.op}), and no BERT that can be rewritten.`);
  const cpu = await runGraph(ort, spec, { weights, provider: 'wasm' });
  const webgpu = await runGraph(ort, spec, { weights, provider: onDevice(device) });
  return { webgpu, cpu, rival: async () => cpu };
}

const onDevice = (device: GPUDevice): InferenceSession.ExecutionProviderConfig => ({
  name: 'webgpu',
  device,
});

/** A second run beside a first one would hang the worker for good. */
function oneByOne(run: RunModel): RunModel {
  let last: Promise<unknown> = Promise.resolve();
  return (texts) => {
    const next = last.then(() => run(texts));
    last = next.catch(() => {}); // whoever asked for it hears of it
    return next;
  };
}

/** Rejects as soon as the GPU is lost. */
function orLost(run: RunModel, device: GPUDevice): RunModel {
  const lost = device.lost.then(({ reason, message }) => {
    throw new EmbedError('inference-failed', `The GPU was lost (${reason}). ${message}`, {
      details: { reason: 'device-lost' },
    });
  });
  lost.catch(() => {}); // perhaps nothing runs then
  return (texts) => Promise.race([run(texts), lost]);
}

/** Milliseconds per token of a short text, when the shaders are there. */
async function measure(run: RunModel, tokenizer: Tokenizer): Promise<number> {
  const texts = tokenizer.encode(['How long does a text of ten tokens take?']);
  await run(texts);
  const start = performance.now();
  await run(texts);
  return (performance.now() - start) / (texts[0]?.ids.length ?? 1);
}
