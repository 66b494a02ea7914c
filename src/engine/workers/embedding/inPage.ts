import type { EmbedError } from '../../errors.js';
import type { EmbedMethods } from '../../rpc/embeddingProtocol.js';
import { inPageWorker } from '../../rpc/inPageWorker.js';
import { createEmbeddingApi } from './api.js';
import { loadStatic } from './runtimes/static/loadStatic.js';

/**
 * What the worker of a model does, in the page: for places where no worker can start. Static models only, which are quick.
 * @param refusal Why there is no worker: the error of all other models.
 */
export function startInPage(refusal: EmbedError): Worker {
  const api = createEmbeddingApi((input, onProgress) => loadStatic(input, { onProgress, refusal }));
  return inPageWorker<EmbedMethods>(api);
}
