import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, on a GPU that is lost as soon as there is work.
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
let atWork = false;
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  submit.call(this, commands);
  if (atWork) {
    tellOfFault();
    device?.destroy();
  }
  return undefined;
};
self.addEventListener('message', ({ data }) => {
  atWork ||= data.method === 'embed';
});
