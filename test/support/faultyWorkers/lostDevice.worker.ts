import { work } from './work.js';
import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU that is lost as soon as there is work.
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  submit.call(this, commands);
  if (work.hasBegun) {
    tellOfFault();
    device?.destroy();
  }
  return undefined;
};
