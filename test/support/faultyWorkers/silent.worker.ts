import '../../../src/engine/workers/embedding/embeddingWorker.js';
import { tellOfFault } from './faultTime.js';

// The real worker, whose vectors never arrive.
const work = new Set<number>();
self.addEventListener('message', ({ data }) => {
  if (data.method !== 'embed') return;
  tellOfFault();
  work.add(data.id);
});
const plainPostMessage = self.postMessage.bind(self);
self.postMessage = (message: { id: number }, options?: StructuredSerializeOptions) => {
  if (!work.has(message.id)) plainPostMessage(message, options);
};
