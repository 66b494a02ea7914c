import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU whose shaders take another square root and exponential.
const { createShaderModule } = GPUDevice.prototype;
GPUDevice.prototype.createShaderModule = function (descriptor) {
  const code = descriptor.code.replaceAll(/\b(sqrt|exp)\(/g, '0.7 * $1(');
  return createShaderModule.call(this, { ...descriptor, code });
};

const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  tellOfFault();
  return submit.call(this, commands);
};
