import { createEmbedder, createVectorCache } from 'react-embeddings/engine';

// What bench/tabs/run.mjs asks of each of its tabs. With `?alone` a tab has a worker of its own.

const embedder = createEmbedder({
  model: 'all-MiniLM-L6-v2',
  modelsUrl: '/models',
  backends: ['cpu'],
  pool: 1,
  webgpu: 'never',
  shareAcrossTabs: location.search !== '?alone',
  cache: createVectorCache({ maxVectors: 0 }),
});

const tabsBench = {
  /** The vector of each text, embedded one by one but asked for at once, and when the last one came, by the system's clock. */
  async embed(texts: readonly string[]): Promise<{ vectors: number[][]; at: number }> {
    const vectors = await Promise.all(texts.map((text) => embedder.embed(text)));
    return { vectors: vectors.map((vector) => [...vector]), at: Date.now() };
  },
};

declare global {
  interface Window {
    tabsBench: typeof tabsBench;
  }
}

window.tabsBench = tabsBench;
