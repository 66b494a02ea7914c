import { toWire } from '../../errors.js';
import { listFiles } from '../../models/catalog.js';
import type { ModelFile, ModelFiles, ModelSpec } from '../../models/types.js';
import type { GpuInput, LoadInput, SourceInput } from '../../rpc/embeddingProtocol.js';
import type { OnProgress } from '../../rpc/types.js';
import { openFileStore } from '../../storage/fileStore.js';
import type { FileStore } from '../../storage/types.js';
import { setScriptUrls } from '../../utils/scriptUrls.js';
import { assertWithinDownloadLimit, type DeviceHints } from './download/downloadLimit.js';
import { getModelFile } from './download/getModelFile.js';
import { progressOf } from './download/progress.js';
import type { DownloadTools } from './download/request.js';
import type { VerifiedFile } from './download/types.js';
import { type NoteOptions, noteModel } from './noteModel.js';
import { loadGpu, loadResolve } from './onDemand.js';
import { restoreModel } from './restoreModel.js';
import type { EncoderImage } from './runtimes/encoder/encoder.js';
import { preloadEncoder } from './runtimes/encoder/instance.js';
import { writePacked } from './runtimes/encoder/writePacked.js';
import {
  assertRuntimes,
  type ModelParts,
  readEncoderModel,
  type StartedModel,
  startModel,
} from './runtimes/startModel.js';
import { createTokenizer } from './tokenizer/createTokenizer.js';
import { maxContentTokens } from './tokenizer/tokenBudget.js';
import type { LoadedModel, PipelineOptions } from './types.js';
import { addressOf, setEncoderUrls } from './wasmUrls.js';

/** When packed weights are stored: after the first searches, in milliseconds. */
const PACK_AFTER_MS = 2_000;

/** Options of {@link loadModel}. */
export interface LoadModelOptions extends PipelineOptions {
  readonly onProgress: OnProgress;
}

/** Loads a model's files, from the store or the network, and starts what runs it. */
export async function loadModel(
  input: LoadInput | SourceInput,
  options: LoadModelOptions,
): Promise<LoadedModel> {
  const { encoderUrls, scriptUrls } = input;
  if (encoderUrls) setEncoderUrls(encoderUrls, scriptUrls !== undefined);
  if (scriptUrls) setScriptUrls(scriptUrls);
  const store = await openFileStore();
  const tools = { ...input.download, ...(options.fetch && { fetch: options.fetch }) };
  if (!('source' in input)) return loadFiles(input, store, tools, options);
  const { loadSource } = await loadResolve();
  return loadSource(input, store, tools, (found, noting) => loadFiles(found, store, tools, options, noting));
}

async function loadFiles(
  input: LoadInput,
  store: FileStore,
  tools: DownloadTools,
  { onProgress, build, onnxruntime, ...options }: LoadModelOptions,
  noting?: NoteOptions,
): Promise<LoadedModel> {
  const { urls, tokenizersUrl = addressOf(options.tokenizersUrl) } = input;
  const { files, maxTokens, id } = input.spec;
  assertRuntimes(input, onnxruntime);
  const usesEncoder = !input.webgpu && !build && input.runtimes[0] === 'encoder' && !input.spec.static;
  const preloading = usesEncoder ? preloadEncoder(tools.stallMs) : undefined;
  preloading?.catch(() => {}); // reported where it is awaited
  const report = progressOf(listFiles(files), onProgress);
  const assertWanted = () => assertWithinDownloadLimit(input, globalThis.navigator as DeviceHints);
  const gpu = input.webgpu && (await openGpu(input.webgpu, input.spec));
  const found = new Map<ModelFile, string>();
  const load = async (file: ModelFile, url: string): Promise<VerifiedFile> => {
    const loaded = await getModelFile(file, {
      url,
      model: id,
      store,
      tools,
      assertWanted,
      onBytes: report.bytesOf(file),
    });
    found.set(file, loaded.sha256);
    return loaded;
  };
  const loadTokenizer = async () => {
    const vocabulary = await load(files.tokenizer, urls.tokenizer);
    const tokenizer = await createTokenizer(vocabulary.bytes, { tokenizersUrl });
    maxContentTokens(tokenizer, maxTokens);
    return { vocabulary, tokenizer };
  };
  const tokenizing = loadTokenizer();
  const ofTokenizer = tokenizing.then(({ tokenizer }) => tokenizer);
  ofTokenizer.catch(() => {}); // reported where it is awaited
  const restored = build ? undefined : await restoreModel(input, store, ofTokenizer);
  if (restored) {
    report.bytesOf(files.weights)('reading', files.weights.bytes);
    report.starting();
    const { spec } = input;
    void noteModel(store, spec, noting); // a list may read it later
    return { spec, tokenizer: await ofTokenizer, run: restored, output: { runtime: 'encoder' } };
  }
  const [{ vocabulary, tokenizer }, weights, , ...others] = await Promise.all([
    tokenizing,
    load(files.weights, urls.weights),
    preloading,
    ...(files.others ?? []).map((file, i) => load(file, urls.others?.[i] ?? '')),
  ]);
  const spec = { ...input.spec, files: identified(files, found) };
  const persistError = [weights, vocabulary, ...others].find((file) => file.persistError)?.persistError;
  const noted = persistError ? undefined : noteModel(store, spec, noting);
  report.starting();
  const parts = {
    weights: weights.bytes,
    tokenizer,
    tokenizerFile: vocabulary.bytes,
    others: new Map((files.others ?? []).map(({ path }, i) => [path, (others[i] as VerifiedFile).bytes])),
    build,
    onnxruntime,
    onImage: (image: EncoderImage) => {
      if (!persistError && store.openInPlace)
        setTimeout(() => void writePacked(store, weights.sha256, image), PACK_AFTER_MS);
    },
  };
  const started = await (gpu ? gpu.start(spec, parts) : startModel({ ...input, spec }, parts));
  await noted; // written while the model started
  const { run, runtime, encoderUnsupported, webgpu } = started;
  const output = {
    runtime,
    ...(encoderUnsupported && { encoderUnsupported: toWire(encoderUnsupported) }),
    ...(webgpu && { webgpu: gpuOutput(webgpu) }),
    ...(persistError && { persistError: toWire(persistError) }),
  };
  return { spec, tokenizer, run, output };
}

function gpuOutput({ fp16FallbackReason, ...found }: NonNullable<StartedModel['webgpu']>) {
  return { ...found, ...(fp16FallbackReason && { fp16FallbackReason: toWire(fp16FallbackReason) }) };
}

/** The GPU, before any file is fetched for it. Its code is loaded only now. */
async function openGpu(input: GpuInput, spec: ModelSpec) {
  const { openGpu, startOnGpu } = await loadGpu();
  const gpu = await openGpu(input, spec);
  return {
    start: (found: ModelSpec, parts: ModelParts) =>
      startOnGpu(gpu, found, { ...parts, read: () => readEncoderModel(found, parts) }),
  };
}

/** The files with the SHA-256 that they were found to have. */
function identified(
  { tokenizer, weights, others }: ModelFiles<ModelFile>,
  sha256: ReadonlyMap<ModelFile, string>,
): ModelFiles<ModelFile> {
  const known = (file: ModelFile) => ({ ...file, sha256: sha256.get(file) ?? file.sha256 });
  return {
    tokenizer: known(tokenizer),
    weights: known(weights),
    ...(others && { others: others.map(known) }),
  };
}
