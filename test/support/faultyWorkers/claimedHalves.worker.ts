import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU that says that it computes in float16, and does not.
const { has } = GPUSupportedFeatures.prototype;
GPUSupportedFeatures.prototype.has = function (name) {
  return name === 'shader-f16' || has.call(this, name);
};

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = function ({ requiredFeatures: _, ...rest } = {}) {
  return requestDevice.call(this, rest);
};

const { createShaderModule } = GPUDevice.prototype;
GPUDevice.prototype.createShaderModule = function (descriptor) {
  if (descriptor.code.includes('enable f16')) tellOfFault();
  return createShaderModule.call(this, descriptor);
};
