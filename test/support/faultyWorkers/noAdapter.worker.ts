import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, in a browser that has WebGPU and no GPU.
GPU.prototype.requestAdapter = async () => {
  tellOfFault();
  return null;
};
