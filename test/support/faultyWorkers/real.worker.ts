import '../../../src/engine/workers/embedding/embeddingWorker.js';

// The real worker, without a fault.
