// For apps whose models need onnxruntime-web. What is not exported here is private.

/**
 * Starts the worker that has onnxruntime-web, for `worker` of `createEmbedder`: it runs ONNX models that are not BERT and any
 * tokenizer. It adds 14 MB of wasm to what an app deploys; a page downloads those of them that its model
 * needs. Bundlers recognize this very expression: keep it in one piece.
 */
export const onnxruntimeWorker = (): Worker =>
  new Worker(new URL('./worker.js', import.meta.url), {
    type: 'module',
    name: 'react-embeddings-onnxruntime', // webpack's chunk name too: workers of one name would be one
  });
