import '../../../src/engine/worker/worker.js';

// The real worker, which never answers when it is given work.
self.addEventListener(
  'message',
  (event) => {
    if (event.data.method === 'embed') event.stopImmediatePropagation();
  },
  { capture: true },
);
