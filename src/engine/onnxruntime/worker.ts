import type { EmbedMethods } from '../protocol.js';
import { createPipeline } from '../worker/pipeline.js';
import { serve } from '../worker/serve.js';

// The worker of apps that import `react-embeddings/onnxruntime`: it runs any model.

serve<EmbedMethods>(
  self,
  createPipeline({
    onnxruntime: () => import('../worker/onnxruntime.js'),
    tokenizersUrl: () => new URL('../tokenizers/tokenizers.wasm', import.meta.url),
  }),
);
