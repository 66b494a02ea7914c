import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU with no memory for weights.
const { createBuffer } = GPUDevice.prototype;
GPUDevice.prototype.createBuffer = function (descriptor) {
  if (descriptor.size > 4_000) {
    tellOfFault();
    throw new RangeError('createBuffer failed, size is too large for the implementation');
  }
  return createBuffer.call(this, descriptor);
};
