import type { EmbedMethods } from '../rpc/embeddingProtocol.js';
import { serve } from '../rpc/server.js';
import { createPipeline } from '../workers/embedding/pipeline.js';

// The worker of apps that import `react-embeddings/onnxruntime`: it runs any model.

serve<EmbedMethods>(
  self,
  createPipeline({
    onnxruntime: () => import('../workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.js'),
    tokenizersUrl: () => new URL('../tokenizers/tokenizers.wasm', import.meta.url),
  }),
);
