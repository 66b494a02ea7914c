import '../../../src/engine/worker/worker.js';

// The real worker, in a browser that has WebGPU and no GPU.
GPU.prototype.requestAdapter = async () => null;
