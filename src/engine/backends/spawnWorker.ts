/** Starts the embedding worker. The build parts address and constructor (`copiedWorker` in rolldown.config.js): keep its form. */
export const spawnWorker = (): Worker =>
  new Worker(new URL('../workers/embedding/embeddingWorker.js', import.meta.url), {
    type: 'module',
    name: 'react-embeddings',
  });
