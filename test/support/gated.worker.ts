import '../../src/engine/workers/embedding/embeddingWorker.js';
import { defer } from '../../src/engine/utils/promises.js';
import { GATE } from './gate.js';

// The real worker, which fetches weights of ONNX files only when the page lets it: a large model on a slow line.
const { fetch } = self;
const opened = defer<void>();
const channel = new BroadcastChannel(GATE);
channel.onmessage = ({ data }) => {
  if (data === 'open') opened.resolve();
};
self.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (url.endsWith('.onnx')) {
    channel.postMessage('asked');
    await opened.promise;
  }
  return fetch(input, init);
};
