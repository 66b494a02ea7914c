// What scripts/bench-postgres.mjs uses of the sources, bundled for Node.

export { vectorToText } from '../../src/engine/search/vectorText.js';
export { Library } from '../../src/engine/searchWorker/library.js';
export { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
export { createSearchHandler } from '../../src/server/createSearchHandler.js';
export { transaction } from '../../src/server/pool.js';
export { runSearch } from '../../src/server/runSearch.js';
