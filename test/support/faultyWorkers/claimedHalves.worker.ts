import '../../../src/engine/workers/embedding/embeddingWorker.js';

// The real worker, on a GPU that says that it computes in float16, and does not.
const { has } = GPUSupportedFeatures.prototype;
GPUSupportedFeatures.prototype.has = function (name) {
  return name === 'shader-f16' || has.call(this, name);
};

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = function ({ requiredFeatures: _, ...rest } = {}) {
  return requestDevice.call(this, rest);
};
