/** Starts the worker of a search index. Bundlers recognize this very expression: keep it in one piece. */
export const spawnSearchWorker = (): Worker =>
  new Worker(new URL('../workers/search/searchWorker.js', import.meta.url), {
    type: 'module',
    name: 'react-embeddings-search',
  });
