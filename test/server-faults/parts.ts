// What test/server-faults/run.mjs uses of the sources, bundled for Node.

export { vectorToText } from '../../src/engine/search/vectorBase64.js';
export { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
export { createSearchHandler } from '../../src/server/createSearchHandler.js';
export { enqueueMissing } from '../../src/server/enqueueMissing.js';
export { runIndexWorker } from '../../src/server/runIndexWorker.js';
export { scriptedEmbedder } from '../support/scriptedEmbedder.js';
