// For Node: the engine in threads. What is not exported here is private.

export { type BuildIndexOptions, buildIndex } from './buildIndex.js';
export { createNodeEmbedder, modelsUrlOf, type NodeEmbedderOptions } from './createNodeEmbedder.js';
export { createNodeSearchIndex, type NodeSearchIndexOptions } from './createNodeSearchIndex.js';
export { findBrowser } from './findBrowser.js';
export {
  type FileItem,
  type ItemReaders,
  type ItemShape,
  parseItems,
  readersOf,
} from './items.js';
export { type VerifyOptions, verifyInBrowser } from './verifyInBrowser.js';
