import { parentPort, workerData } from 'node:worker_threads';
import type { EmbedMethods } from '../engine/rpc/embeddingProtocol.js';
import { serve } from '../engine/rpc/server.js';
import { createPipeline } from '../engine/workers/embedding/pipeline.js';
import { fetchWithFiles, folderCache, noCache } from './files.js';
import { browserLike } from './port.js';

// The engine's worker in a thread of Node, whose global scope is its own: what browsers have and Node has not is put there.

/** What a thread is started with. */
export interface ThreadData {
  /** Where files from the network are stored; none for models that lie in a folder. */
  readonly cacheFolder?: string;
}

const { cacheFolder } = workerData as ThreadData; // createNodeEmbedder is who starts it
const cache = cacheFolder === undefined ? noCache : folderCache(cacheFolder);
Object.assign(globalThis, {
  fetch: fetchWithFiles(globalThis.fetch),
  caches: { open: async () => cache },
});
serve<EmbedMethods>(
  browserLike(parentPort),
  createPipeline({
    onnxruntime: () => import('../engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.js'),
  }),
);
