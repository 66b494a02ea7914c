/** Starts the embedding worker. Bundlers recognize this very expression: keep it in one piece. */
export const spawnWorker = (): Worker =>
  new Worker(new URL('../workers/embedding/embeddingWorker.js', import.meta.url), {
    type: 'module',
    name: 'react-embeddings',
  });
