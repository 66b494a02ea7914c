import '../../../src/engine/workers/embedding/embeddingWorker.js';

// The real worker, in a browser that has WebGPU and no GPU.
GPU.prototype.requestAdapter = async () => null;
