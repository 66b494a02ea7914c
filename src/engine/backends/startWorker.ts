import type { DownloadOptions } from '../embedder/optionTypes.js';
import type { ModelRuntime } from '../embedder/stateTypes.js';
import { asEmbedError } from '../errors.js';
import { idOf } from '../models/catalog.js';
import type { ModelInfo } from '../models/types.js';
import { connect, type WorkerClient } from '../rpc/client.js';
import type { EmbedMethods, GpuInput, LoadInput, LoadOutput, SourceInput } from '../rpc/embeddingProtocol.js';
import type { OnProgress } from '../rpc/types.js';
import type { InPage } from '../rpc/WorkerStart.js';
import { absoluteUrl } from '../utils/absoluteUrl.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import { loadScript } from '../utils/loadScript.js';
import type { LocatedModel } from './modelDescriptor.js';
import { spawnWorker } from './spawnWorker.js';
import { workerFiles } from './workerFiles.js';

/** A model and where all that it needs lies. */
export interface ModelOptions {
  readonly model: LocatedModel;
  readonly download?: DownloadOptions | undefined;
  readonly runtimes: readonly ModelRuntime[];
  readonly onnxruntimeUrl?: string | undefined;
  readonly tokenizersUrl?: string | undefined;
  readonly worker: () => Worker;
  /** Whether one worker serves all tabs. That of a GPU does not. */
  readonly shareAcrossTabs?: boolean | undefined;
}

/** A worker that has loaded its model. */
export interface LoadedWorker {
  readonly client: WorkerClient<EmbedMethods>;
  readonly output: LoadOutput;
}

export interface StartWorkerOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
  /** The user wants the download, however large. */
  readonly consent?: boolean | undefined;
  /** Run the model on the GPU, or not at all. */
  readonly webgpu?: GpuInput | undefined;
  /** Which worker of a pool it is, from 0 on. */
  readonly slot?: number | undefined;
}

/** A worker with its model loaded. Aborting ends the attempt. */
export async function startWorker(
  options: ModelOptions,
  { signal, onProgress, webgpu, consent, slot = 0 }: StartWorkerOptions,
): Promise<LoadedWorker> {
  const load = loadInput(options, webgpu);
  const connectOwn = () => connect<EmbedMethods>(options.worker, webgpu ? undefined : inPage(options.model));
  const isShared = options.shareAcrossTabs && !webgpu;
  const shared = isShared ? await loadScript(() => import('./tabs/connectShared.js')) : undefined;
  signal.throwIfAborted();
  const client = shared?.connectShared({ load, slot, connectOwn }) ?? connectOwn();
  const end = () => client.terminate(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return {
      client,
      output: await client.call('load', { ...load, ...(consent && { consent }) }, onProgress),
    };
  } catch (error) {
    client.terminate(asEmbedError(error, 'worker-crashed', 'The embedding worker could not be started.'));
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** A static model runs without a worker, too; which model a folder holds is only known when it is read. */
function inPage(model: LocatedModel): InPage | undefined {
  if ('spec' in model && !model.spec.static) return undefined;
  return async (reason) => {
    const { startInPage } = await loadScript(() => import('../workers/embedding/inPage.js')).catch(() => {
      throw reason;
    });
    return startInPage(reason);
  };
}

function loadInput(
  { model, download, runtimes, onnxruntimeUrl, tokenizersUrl, worker }: ModelOptions,
  webgpu: GpuInput | undefined,
): LoadInput | SourceInput {
  const { encoder, scripts } = workerFiles();
  return {
    ...located(model),
    runtimes,
    encoderUrls: encoder,
    ...(worker === spawnWorker && scripts && { scriptUrls: scripts }),
    ...(download && { download }),
    ...(onnxruntimeUrl !== undefined && { onnxruntimeUrl: absoluteUrl(onnxruntimeUrl) }),
    ...(tokenizersUrl !== undefined && { tokenizersUrl: absoluteUrl(tokenizersUrl) }),
    ...(webgpu && { webgpu }),
  };
}

function located(model: LocatedModel) {
  if ('source' in model)
    return { source: model.source, id: idOf(model.source), folder: absoluteUrl(model.folder) };
  const { tokenizer, weights, others = [] } = model.urls;
  const urls = {
    tokenizer: absoluteUrl(tokenizer),
    weights: absoluteUrl(weights),
    others: others.map((url) => absoluteUrl(url)),
  };
  return { spec: model.spec, urls };
}

/** Tells developers, once, that texts lose their ends. */
export function truncationWarner(info: () => Pick<ModelInfo, 'id' | 'maxTokens'>): () => void {
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
