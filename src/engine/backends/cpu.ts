import type { ModelSource } from '../describe/source.js';
import { isDevelopment } from '../development.js';
import { asEmbedError, EmbedError, fromWire } from '../errors.js';
import {
  announceSource,
  describeModel,
  idOf,
  type ModelFiles,
  type ModelInfo,
  type ModelSpec,
} from '../models.js';
import type { EmbedMethods, LoadInput, LoadOutput, SourceInput } from '../protocol.js';
import type { DownloadOptions, ModelRuntime } from '../types.js';
import type { OnProgress } from '../wire.js';
import { connect, type WorkerClient } from './client.js';
import { WorkerPool } from './pool.js';
import type { Backend, RunningBackend, StartOptions } from './types.js';

/** A model and the addresses of its files, or of the folder that describes it. */
export type LocatedModel =
  | { readonly spec: ModelSpec; readonly urls: ModelFiles<string> }
  | { readonly source: ModelSource; readonly folder: string };

export interface CpuOptions {
  readonly model: LocatedModel;
  readonly download?: DownloadOptions | undefined;
  readonly runtimes: readonly ModelRuntime[];
  readonly runtimeUrl?: string | undefined;
  readonly tokenizersUrl?: string | undefined;
  readonly worker: () => Worker;
  /** Workers at most. */
  readonly pool: number;
}

/** Runs the model in wasm, in workers of its own. */
export function cpuBackend(options: CpuOptions): Backend {
  const { model } = options;
  let info = 'spec' in model ? describeModel(model.spec) : announceSource(model.source);
  let prompts = 'spec' in model ? model.spec.prompts : { query: '', document: '' };
  const warnOfCut = cutWarner(() => info);

  async function start({ signal, onProgress }: StartOptions): Promise<RunningBackend> {
    const first = await startWorker(options, signal, onProgress);
    const { runtime, encoderRefused, notKept } = first.output;
    if (first.output.spec) {
      info = describeModel(first.output.spec); // its folder has told
      ({ prompts } = first.output.spec);
    }
    const pool = new WorkerPool({
      first: first.client,
      size: notKept ? 1 : options.pool, // what is not kept would be downloaded once more by each
      start: async () => (await startWorker(options, signal)).client,
    });
    return {
      get width() {
        return pool.width;
      },
      async embed(inputs) {
        const { data, cut } = await pool.embed(inputs);
        if (cut > 0) warnOfCut();
        return data;
      },
      countTokens: async (inputs) => (await pool.call('count', { inputs })).tokens,
      splitText: async (text, request) => (await pool.call('split', { text, ...request })).passages,
      widen: pool.widen,
      crashed: pool.crashed,
      runtime,
      ...(encoderRefused && { encoderRefused: fromWire(encoderRefused) }),
      ...(notKept && { notKept: fromWire(notKept) }),
      stop: () => pool.terminate(new EmbedError('disposed', 'The workers were stopped.')),
    };
  }

  return {
    name: 'cpu',
    get model() {
      return info;
    },
    input: (text, role) => prompts[role] + text,
    start,
  };
}

/** Tells developers, once, that texts lose their ends. */
function cutWarner(info: () => ModelInfo): () => void {
  let warned = !isDevelopment();
  return () => {
    if (warned) return;
    warned = true;
    const { id, maxTokens } = info();
    // biome-ignore lint/suspicious/noConsole: a vector of half a text looks like any other
    console.warn(
      `react-embeddings: a text was cut, since ${id} reads ${maxTokens} tokens. embedder.countTokens() tells which ` +
        'texts are longer, embedder.splitText() splits them.',
    );
  };
}

/** A worker with its model loaded. Aborting ends the attempt. */
async function startWorker(
  options: CpuOptions,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<{ readonly client: WorkerClient<EmbedMethods>; readonly output: LoadOutput }> {
  signal.throwIfAborted();
  const client = connect<EmbedMethods>(spawn(options.worker));
  const end = () => client.terminate(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return { client, output: await client.call('load', loadInput(options), onProgress) };
  } catch (error) {
    client.terminate(asEmbedError(error, 'worker-crashed', 'The embedding worker could not be started.'));
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function loadInput({
  model,
  download,
  runtimes,
  runtimeUrl,
  tokenizersUrl,
}: CpuOptions): LoadInput | SourceInput {
  return {
    ...located(model),
    runtimes,
    ...(download && { download }),
    ...(runtimeUrl !== undefined && { runtimeUrl: absolute(runtimeUrl) }),
    ...(tokenizersUrl !== undefined && { tokenizersUrl: absolute(tokenizersUrl) }),
  };
}

function located(model: LocatedModel) {
  if ('source' in model)
    return { source: model.source, id: idOf(model.source), folder: absolute(model.folder) };
  const { tokenizer, weights, others = [] } = model.urls;
  const urls = {
    tokenizer: absolute(tokenizer),
    weights: absolute(weights),
    others: others.map(absolute),
  };
  return { spec: model.spec, urls };
}

function spawn(worker: () => Worker): Worker {
  try {
    return worker();
  } catch (cause) {
    throw new EmbedError(
      'worker-crashed',
      'The embedding worker could not be created. This place has no workers, or its Content-Security-Policy forbids them.',
      { cause },
    );
  }
}

const absolute = (url: string) =>
  new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
