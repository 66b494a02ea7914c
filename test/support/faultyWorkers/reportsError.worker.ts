import { work } from './work.js';
import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU that reports an error once there is work: a buffer without a use is invalid.
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  if (work.hasBegun) {
    tellOfFault();
    device?.createBuffer({ size: 16, usage: 0 });
  }
  return submit.call(this, commands);
};
