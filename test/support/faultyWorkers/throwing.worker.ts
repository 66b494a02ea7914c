import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, which throws outside of any call as soon as it is to load a model.
self.addEventListener('message', ({ data }) => {
  if (data.method !== 'load') return;
  tellOfFault();
  throw new Error('This worker throws.');
});
