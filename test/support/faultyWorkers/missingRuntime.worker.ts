import '../../../src/engine/worker/worker.js';

// The real worker, whose server has no wasm file now.
const plainFetch = self.fetch;
self.fetch = async (input, init) =>
  String(input instanceof Request ? input.url : input).includes('.wasm')
    ? new Response('Not found', { status: 404 })
    : plainFetch(input, init);
