// For tests of apps: no model, no network, nothing random. What is not exported here is private.

export { createTestEmbedder, type TestEmbedder, type TestEmbedderOptions } from './createTestEmbedder.js';
export { installTestWorkers } from './installTestWorkers.js';
export { embedderWrapper, type RenderFunction, renderWithEmbedder, withEmbedder } from './withEmbedder.js';
