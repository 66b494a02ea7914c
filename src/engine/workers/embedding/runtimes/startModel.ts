import type { GpuFacts, ModelRuntime } from '../../../embedder/stateTypes.js';
import { EmbedError, reasonOf } from '../../../errors.js';
import type { ModelSpec } from '../../../models/types.js';
import type { LoadInput } from '../../../rpc/embeddingProtocol.js';
import { loadScript } from '../../../utils/loadScript.js';
import { readOnnxBert } from '../formats/onnx/onnxBert.js';
import { isSafetensors } from '../formats/safetensors.js';
import type { BertWeights } from '../formats/types.js';
import { loadPostprocess, loadSafetensors, loadStatic } from '../onDemand.js';
import type { Tokenizer } from '../tokenizer/types.js';
import { assertDimensions, assertOneSegment, assertReferenceVector } from '../verifyModel.js';
import { createEncoder, type EncoderImage, type EncoderPooling } from './encoder/encoder.js';
import { runInPasses } from './encoder/runInPasses.js';
import type { WasmVariant } from './encoder/wasmVariants.js';
import { widenWeights } from './encoder/widenWeights.js';
import type { RunModel } from './types.js';

/** The runtime that runs a model, and why the encoder does not, if it was to. */
export interface StartedModel {
  readonly run: RunModel;
  readonly runtime: ModelRuntime;
  readonly encoderUnsupported?: EmbedError;
  /** What is known of the GPU, if it runs there. */
  readonly webgpu?: {
    readonly facts: GpuFacts;
    readonly minBatchTokens: number;
    /** Why it computes in fp32 where fp16 was asked for. */
    readonly fp16FallbackReason?: EmbedError;
  };
}

/** The code of onnxruntime-web, which only some workers hold: it brings 31 MB of wasm with it. */
export type OnnxRuntimeCode = () => Promise<typeof import('./onnxruntime/runOnOnnxRuntime.js')>;

/** What a model is started from. */
export interface ModelParts {
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly tokenizer: Tokenizer;
  /** The tokenizer.json. */
  readonly tokenizerFile: Uint8Array<ArrayBuffer>;
  /** Files beside the weights, by their paths in the model's folder. */
  readonly others: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly build: WasmVariant | undefined;
  readonly onnxruntime: OnnxRuntimeCode | undefined;
  /** Hears how the encoder has the weights in memory. */
  readonly onImage?: ((image: EncoderImage) => void) | undefined;
}

/**
 * Starts the first of the wanted runtimes that can run the model and gives its known answer.
 * @throws {EmbedError} `model-load-failed` for a broken file, `backend-unavailable` when no runtime is left.
 */
export async function startModel(input: LoadInput, parts: ModelParts): Promise<StartedModel> {
  const { spec } = input;
  const finish = await finisher(spec, parts.others);
  const raw = finish ? { ...input, spec: finish.raw } : input;
  const runtimes: readonly ModelRuntime[] = spec.static ? ['static'] : input.runtimes;
  let encoderUnsupported: EmbedError | undefined;
  for (const runtime of runtimes) {
    try {
      const started = await start[runtime](raw, parts);
      const run: RunModel = finish ? async (texts) => finish.all(await started(texts)) : started;
      await assertReferenceVector(spec, parts.tokenizer, run);
      return { run, runtime, ...(encoderUnsupported && { encoderUnsupported }) };
    } catch (error) {
      if (!EmbedError.is(error, 'backend-unavailable')) throw error;
      if (runtime === 'encoder' && !parts.onnxruntime && runtimes.includes('onnxruntime'))
        throw withoutOnnxRuntime(error.message);
      if (runtime === runtimes.at(-1)) throw error;
      if (runtime === 'encoder') encoderUnsupported = error;
    }
  }
  throw new EmbedError('backend-unavailable', 'No runtime was named.');
}

const start: Record<ModelRuntime, (input: LoadInput, parts: ModelParts) => Promise<RunModel>> = {
  encoder: async ({ spec }, parts) => (await readEncoderModel(spec, parts)).onCpu(parts.build),
  async static({ spec }, { weights, tokenizer, tokenizerFile }) {
    const { runStatic } = await loadStatic();
    return runStatic(spec, weights, tokenizer, tokenizerFile);
  },
  async onnxruntime({ spec, onnxruntimeUrl }, { weights, others, onnxruntime }) {
    if (!onnxruntime) throw withoutOnnxRuntime('runtimes asks for onnxruntime-web.');
    const { runOnOnnxRuntime } = await loadScript(onnxruntime);
    return runOnOnnxRuntime(spec, { weights, externalData: externalData(spec, others), onnxruntimeUrl });
  },
};

/** A BERT that encoders of our own run. */
export interface EncoderModel {
  readonly weights: BertWeights;
  readonly pooling: EncoderPooling;
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /** The same without 4 bits: int8 in their place. */
  readonly inInt8: () => Promise<BertWeights>;
  /** Runs it on the CPU. @param build of the wasm; @default the fastest that is right on this machine */
  readonly onCpu: (build?: WasmVariant) => Promise<RunModel>;
}

/**
 * Reads a BERT.
 * @throws {EmbedError} `backend-unavailable` for other models, `model-load-failed` for a broken file.
 */
export async function readEncoderModel(
  spec: ModelSpec,
  { weights: file, tokenizer, onImage }: Pick<ModelParts, 'weights' | 'tokenizer' | 'onImage'>,
): Promise<EncoderModel> {
  const { dimensions, bert, normalize } = spec;
  const pooling = encoderPooling(spec);
  const read = isSafetensors(file)
    ? (await loadSafetensors()).readSafetensorsBert(file, bert)
    : readOnnxBert(file);
  if ('foreign' in read)
    throw new EmbedError('backend-unavailable', `The encoder cannot run this model: ${read.foreign}.`);
  const { weights } = read;
  assertDimensions(weights.hidden, dimensions);
  assertOneSegment(tokenizer);
  return {
    weights,
    pooling,
    normalize,
    inInt8: () => widenWeights(weights),
    async onCpu(build) {
      const encoder = await createEncoder(weights, { pooling, normalize, ...(build && { build }) });
      onImage?.(encoder.image);
      return runInPasses(encoder);
    },
  };
}

/**
 * Finds what is known before any file is fetched: that no runtime of this worker can run the model.
 * @throws {EmbedError} `backend-unavailable`.
 */
export function assertRuntimes(
  { spec, runtimes, webgpu }: LoadInput,
  code: OnnxRuntimeCode | undefined,
): void {
  if (!spec.static) assertWasm();
  if (code || spec.static || webgpu || !runtimes.includes('onnxruntime')) return;
  if (!runtimes.includes('encoder')) throw withoutOnnxRuntime('runtimes asks for onnxruntime-web.');
  try {
    encoderPooling(spec);
  } catch (error) {
    throw withoutOnnxRuntime(reasonOf(error));
  }
}

/** The smallest module: its magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** @throws {EmbedError} `backend-unavailable` where WebAssembly may not run. */
function assertWasm(): void {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    throw new EmbedError(
      'backend-unavailable',
      "No WebAssembly may run here. Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy.",
      { details: { reason: 'no-wasm' }, cause },
    );
  }
}

/** The worker of an app that does not use onnxruntime-web was asked for it. */
export function withoutOnnxRuntime(why: string): EmbedError {
  return new EmbedError(
    'backend-unavailable',
    `${why} This app's worker comes without onnxruntime-web. Pass the one that has it: ` +
      "import { onnxruntimeWorker } from 'react-embeddings/onnxruntime'; createEmbedder({ worker: onnxruntimeWorker, … }).",
    { details: { reason: 'no-onnxruntime' } },
  );
}

/** @throws {EmbedError} `backend-unavailable` for a model that its description rules out. */
function encoderPooling({ pooling, files: { weights, others = [] } }: ModelSpec): EncoderPooling {
  const refused = (why: string) =>
    new EmbedError('backend-unavailable', `The encoder cannot run this model: ${why}.`);
  if (pooling !== 'cls' && pooling !== 'mean') throw refused(`it pools by ${pooling}`);
  if (others.some(({ path }) => isExternal(path, weights.path))) throw refused('it is in several files');
  return pooling;
}

/** External data is named beside the weights, which are in the same folder. */
const isExternal = (path: string, weights: string) =>
  path.startsWith(`${weights}_data`) || path === `${weights}.data`;

function externalData({ files: { weights } }: ModelSpec, others: ModelParts['others']) {
  const all = Array.from(others, ([path, data]) => ({ path, data }));
  return all
    .filter(({ path }) => isExternal(path, weights.path))
    .map(({ path, data }) => ({ path: path.replace(/^.*\//, ''), data }));
}

/** What is done with vectors behind the pooling, if anything is; its code is fetched only then. */
async function finisher(spec: ModelSpec, others: ModelParts['others']) {
  if (!spec.dense && spec.fullDimensions === undefined) return undefined;
  const { createPostprocess } = await loadPostprocess();
  return createPostprocess(spec, others);
}
