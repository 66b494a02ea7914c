export const GATE = 'react-embeddings-test-gate';

/** Workers that fetch no weights of ONNX files before `open`. */
export function gatedWorkers() {
  const channel = new BroadcastChannel(GATE);
  let isOpen = false;
  channel.onmessage = ({ data }) => {
    if (data === 'asked' && isOpen) channel.postMessage('open');
  };
  return {
    worker: () => new Worker(new URL('./gated.worker.ts', import.meta.url), { type: 'module' }),
    open() {
      isOpen = true;
      channel.postMessage('open');
    },
  };
}
