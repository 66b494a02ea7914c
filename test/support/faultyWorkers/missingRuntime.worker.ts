import '../../../src/engine/onnxruntime/worker.js';

// The real worker, whose server has no wasm file now. What cannot be fetched is asked for by XMLHttpRequest, too.
const plainFetch = self.fetch;
self.fetch = async (input, init) =>
  isWasm(input instanceof Request ? input.url : input)
    ? new Response('Not found', { status: 404 })
    : plainFetch(input, init);

const { open } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (method: string, url: string | URL, isAsync: unknown = true) {
  return open.call(this, method, isWasm(url) ? '/models/missing.wasm' : url, isAsync === true);
};

function isWasm(url: string | URL): boolean {
  return String(url).includes('.wasm');
}
