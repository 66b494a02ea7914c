// What this benchmark uses of the sources, bundled for Node.

export { vectorToText } from '../../src/engine/search/vectorBase64.js';
export { SearchEngine } from '../../src/engine/workers/search/SearchEngine.js';
export { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
export { createSearchHandler } from '../../src/server/createSearchHandler.js';
export { transaction } from '../../src/server/pool.js';
export { runSearch } from '../../src/server/runSearch.js';
export { STORAGE } from '../../src/server/schema.js';
export { graphStatement } from '../../src/server/tableIndexes.js';
