import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU that reports an error once there is work: a buffer without a use is invalid.
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
let atWork = false;
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  if (atWork) {
    tellOfFault();
    device?.createBuffer({ size: 16, usage: 0 });
  }
  return submit.call(this, commands);
};
self.addEventListener('message', ({ data }) => {
  atWork ||= data.method === 'embed';
});
