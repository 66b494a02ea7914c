import '../../src/engine/workers/embedding/embeddingWorker.js';
import { FETCHES } from './fetchReports.js';

// The real worker, which tells the page what it fetches.
const channel = new BroadcastChannel(FETCHES);
const { fetch } = self;
self.fetch = (input, init) => {
  channel.postMessage(input instanceof Request ? input.url : String(input));
  return fetch(input, init);
};
