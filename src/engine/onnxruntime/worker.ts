import type { EmbedMethods } from '../protocol.js';
import { createPipeline } from '../worker/pipeline.js';
import { serve } from '../worker/serve.js';

// The worker of apps that import `react-embeddings/onnxruntime`: it runs any model, on a GPU too.

serve<EmbedMethods>(
  self,
  createPipeline({
    onnxruntime: {
      cpu: () => import('../worker/onnxruntime.js'),
      gpu: () => import('../worker/webgpu/start.js'),
    },
    tokenizersUrl: () => new URL('../tokenizers/tokenizers.wasm', import.meta.url),
  }),
);
