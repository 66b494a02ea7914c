// For vite.config: what is made at build time. What is not exported here is private.

export { type SearchIndexesOptions, searchIndexes } from './searchIndexes.js';
