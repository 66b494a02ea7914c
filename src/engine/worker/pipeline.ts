import { EmbedError, toWire } from '../errors.js';
import type { ModelSpec } from '../models.js';
import type { LoadInput, LoadOutput, WorkerApi } from '../protocol.js';
import type { LoadProgress } from '../types.js';
import type { DownloadTools } from './download/request.js';
import type { Build } from './encoder/builds.js';
import { loadFile } from './files.js';
import { noteModel } from './noteModel.js';
import { progressOf } from './progress.js';
import { startModel } from './runtimes.js';
import { splitText } from './split.js';
import { openFileStore } from './store/fileStore.js';
import { roomFor } from './tokenizer/room.js';
import { createTokenizer } from './tokenizer/tokenizer.js';
import type { Tokenizer } from './tokenizer/types.js';
import type { RunModel } from './types.js';

interface LoadedModel {
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  readonly run: RunModel;
}

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** The build of the encoder. For comparisons: by default the fastest is chosen. */
  readonly build?: Build;
  /** What fetches files. @default the global one */
  readonly fetch?: DownloadTools['fetch'];
}

/** What runs in the worker: files, tokenizer, runtime. */
export function createPipeline(options: PipelineOptions = {}): WorkerApi {
  let loaded: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      const { output, ...model } = await loadModel(input, onProgress, options);
      loaded = model;
      return output;
    },
    async embed({ inputs }) {
      const { tokenizer, run, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens });
      const data = await run(encodings);
      assertFinite(data, inputs, spec.dimensions);
      return { data, cut: encodings.filter(({ ids, total }) => total > ids.length).length };
    },
    async count({ inputs }) {
      const { tokenizer, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens, whole: true });
      return { tokens: encodings.map(({ total }) => total) };
    },
    async split({ text, role, ...options }) {
      const { tokenizer, spec } = theModel();
      return { passages: splitText(text, tokenizer, { ...options, prompt: spec.prompts[role] }) };
    },
  };

  function theModel(): LoadedModel {
    if (loaded) return loaded;
    throw new EmbedError('inference-failed', 'The worker was asked for work before it had a model.');
  }
}

async function loadModel(
  input: LoadInput,
  onProgress: (progress: LoadProgress) => void,
  { build, fetch }: PipelineOptions,
): Promise<LoadedModel & { output: LoadOutput }> {
  const { spec, urls, tokenizersUrl } = input;
  const report = progressOf(spec, onProgress);
  const store = await openFileStore();
  const tools = { ...input.download, ...(fetch && { fetch }) };
  const load = (file: keyof typeof urls) =>
    loadFile(spec.files[file], {
      url: urls[file],
      model: spec.id,
      store,
      tools,
      onBytes: report.bytesOf(file),
    });
  const [{ vocabulary, tokenizer }, weights] = await Promise.all([
    load('tokenizer').then(async (vocabulary) => {
      const tokenizer = await createTokenizer(vocabulary.bytes, { tokenizersUrl });
      roomFor(tokenizer, spec.maxTokens);
      return { vocabulary, tokenizer };
    }),
    load('weights'),
  ]);
  const notKept = weights.notKept ?? vocabulary.notKept;
  if (!notKept) await noteModel(store, spec);
  report.starting();
  const { run, runtime, encoderRefused } = await startModel(input, {
    weights: weights.bytes,
    tokenizer,
    tokenizerFile: vocabulary.bytes,
    build,
  });
  const output = {
    runtime,
    ...(encoderRefused && { encoderRefused: toWire(encoderRefused) }),
    ...(notKept && { notKept: toWire(notKept) }),
  };
  return { spec, tokenizer, run, output };
}

function assertFinite(data: Float32Array, inputs: readonly string[], dimensions: number): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const input = inputs[Math.floor(index / dimensions)] ?? '';
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
