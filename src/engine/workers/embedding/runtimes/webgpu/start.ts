import type { GpuPrecision } from '../../../../embedder/stateTypes.js';
import { asEmbedError, EmbedError } from '../../../../errors.js';
import type { ModelSpec } from '../../../../models/types.js';
import type { GpuInput } from '../../../../rpc/embeddingProtocol.js';
import type { Tokenizer } from '../../tokenizer/types.js';
import { assertReferenceVector } from '../../verifyModel.js';
import type { EncoderModel, ModelParts, StartedModel } from '../startModel.js';
import type { RunModel } from '../types.js';
import { type Adapter, assertHalves, findAdapter, openDevice, refused } from './adapter.js';
import { assertFaster, compareWithCpu, minBatchTokens } from './benchmark.js';
import { GpuResultCache } from './GpuResultCache.js';
import { createGpuEncoder, type GpuEncoder } from './gpuEncoder.js';
import type { Variant } from './kernels/productOptions.js';
import { fastestFirst } from './variants.js';
import { verifyVectors } from './verifyVectors.js';

/** A GPU that is there, before any file is fetched for it. */
export interface OpenGpu {
  readonly adapter: Adapter;
  readonly device: GPUDevice;
  readonly input: GpuInput;
  readonly memory: GpuResultCache;
  readonly precision: GpuPrecision;
  /** Why it is fp32 where fp16 was asked for. */
  readonly fp16FallbackReason?: EmbedError;
}

/**
 * Opens the GPU for the precision that is asked for; where that is fp16 and does not go, for fp32.
 * @throws {EmbedError} `backend-unavailable`; `details.reason` is a {@link GpuRefusal}.
 */
export async function openGpu(input: GpuInput, spec: ModelSpec): Promise<OpenGpu> {
  const { done, ...refusal } = await orFp32(input.precision, (precision) => open(input, spec, precision));
  return { ...done, ...refusal };
}

async function open(input: GpuInput, spec: ModelSpec, precision: GpuPrecision): Promise<OpenGpu> {
  const { gpu, adapter } = await findAdapter(input.anySpeed);
  if (precision === 'fp16') assertHalves(gpu);
  const memory = await openMemory(input, adapter, spec, precision);
  return { adapter, device: await openDevice(gpu, precision), input, memory, precision };
}

/** Throws where it is known from earlier visits that there is no use of this GPU. */
async function openMemory(
  { anySpeed, workers }: GpuInput,
  adapter: Adapter,
  spec: ModelSpec,
  precision: GpuPrecision,
): Promise<GpuResultCache> {
  const memory = new GpuResultCache(adapter, spec, precision);
  await memory.assertNotWrong();
  const times = anySpeed ? undefined : await memory.times();
  if (times) assertFaster({ minBatchTokens: minBatchTokens(times, workers) });
  return memory;
}

/** Whatever fails in fp16 is tried in fp32, and what failed is told. */
async function orFp32<T>(
  precision: GpuPrecision,
  attempt: (precision: GpuPrecision) => Promise<T>,
): Promise<{ readonly done: T; readonly fp16FallbackReason?: EmbedError }> {
  if (precision === 'fp32') return { done: await attempt('fp32') };
  try {
    return { done: await attempt('fp16') };
  } catch (error) {
    const fp16FallbackReason = asEmbedError(error, 'backend-unavailable', 'The GPU failed in float16.');
    return { done: await attempt('fp32'), fp16FallbackReason };
  }
}

/**
 * Starts a BERT on the GPU. It is used only if its vectors are right.
 * @throws {EmbedError} `backend-unavailable`, `model-load-failed`, `inference-failed`.
 */
export async function startOnGpu(
  gpu: OpenGpu,
  spec: ModelSpec,
  { read, tokenizer, others }: GpuParts,
): Promise<StartedModel> {
  if (spec.static || spec.dense || spec.fullDimensions !== undefined || others.size > 0)
    throw refused(
      'unsupported',
      'A model of several files, or with more behind its pooling, runs on the CPU.',
    );
  const bert = await read();
  const model = { bert, cpu: await bert.onCpu('plain') }; // closest to the weights' own numbers
  const started = await orFp32(gpu.precision, async (precision) => {
    const memory =
      precision === gpu.precision ? gpu.memory : await openMemory(gpu.input, gpu.adapter, spec, precision);
    return startChecked(model, { ...gpu, precision, memory }, { spec, tokenizer });
  });
  const { run, webgpu } = started.done;
  const fp16FallbackReason = started.fp16FallbackReason ?? gpu.fp16FallbackReason;
  return {
    run,
    runtime: 'encoder',
    webgpu: { ...webgpu, ...(fp16FallbackReason && { fp16FallbackReason }) },
  };
}

/** What a model is started from. */
export interface GpuParts extends Pick<ModelParts, 'tokenizer' | 'others'> {
  /** Reads it. Given, since the worker has read a BERT with the same code. */
  readonly read: () => Promise<EncoderModel>;
}

/** A model, and the same on the CPU to compare it with. */
interface ComparableModel {
  readonly bert: EncoderModel;
  readonly cpu: RunModel;
}

interface CheckOptions {
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
}

/** Starts a model in one precision, checks its vectors, and times it. */
async function startChecked(model: ComparableModel, gpu: OpenGpu, options: CheckOptions) {
  const { inInt8, pooling, normalize } = model.bert;
  const isHalf = gpu.precision === 'fp16';
  const encoder = await createGpuEncoder(gpu.device, await inInt8(), { pooling, normalize, isHalf });
  const run = oneByOne(orLost(encoder.run, gpu.device));
  try {
    const { kernels, cosine } = await firstRight(encoder, run, model, gpu, options);
    return { run, webgpu: await timed(run, model, gpu, { ...options, kernels, cosine }) };
  } catch (error) {
    encoder.destroy();
    throw error;
  }
}

/** Uses the fastest kernels whose vectors are right. */
async function firstRight(
  encoder: GpuEncoder,
  run: RunModel,
  { cpu }: ComparableModel,
  { adapter, memory }: OpenGpu,
  { spec, tokenizer }: CheckOptions,
): Promise<{ readonly kernels: Variant; readonly cosine: number }> {
  const variants = await memory.variants(() => fastestFirst(encoder, run, adapter));
  const check = async (kernels: Variant) => {
    await encoder.select(kernels);
    await assertReferenceVector(spec, tokenizer, run);
    return { kernels, cosine: await verifyVectors(run, cpu, tokenizer, spec.maxTokens) };
  };
  for (const kernels of variants.slice(0, -1)) {
    const right = await check(kernels).catch((error) => {
      if (EmbedError.is(error, 'backend-unavailable')) return undefined; // other kernels may be right
      throw error;
    });
    if (right) return right;
  }
  return memory.unlessWrong(() => check(variants.at(-1) as Variant)); // there is at least one
}

/** What is known of a model on the GPU, and of what size on a batch is faster there. */
async function timed(
  run: RunModel,
  model: ComparableModel,
  { adapter, input, memory, precision }: OpenGpu,
  { spec, tokenizer, ...found }: CheckOptions & { readonly kernels: Variant; readonly cosine: number },
): Promise<NonNullable<StartedModel['webgpu']>> {
  const msPerToken = await measure(run, tokenizer);
  const facts = { ...adapter, ...found, precision, msPerToken };
  if (input.anySpeed) return { facts, minBatchTokens: 0 };
  const times = await memory.times(async () => compareWithCpu(await model.bert.onCpu(), run, spec.maxTokens));
  const webgpu = {
    facts: { ...facts, benchmark: times },
    minBatchTokens: minBatchTokens(times, input.workers),
  };
  assertFaster(webgpu);
  return webgpu;
}

/** A second run beside a first one would hang the worker for good. */
function oneByOne(run: RunModel): RunModel {
  let last: Promise<unknown> = Promise.resolve();
  return (texts) => {
    const next = last.then(() => run(texts));
    last = next.catch(() => {}); // its caller gets the error
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
