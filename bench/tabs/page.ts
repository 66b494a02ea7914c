import { createEmbedder, createVectorCache } from 'react-embeddings/engine';

// What bench/tabs/run.mjs asks of each of its tabs. With `?alone` a tab has a worker of its own.

const embedder = createEmbedder({
  model: 'all-MiniLM-L6-v2',
  modelsUrl: '/models',
  backends: ['cpu'],
  maxWorkers: 1,
  webgpu: 'never',
  shareAcrossTabs: location.search !== '?alone',
  cache: createVectorCache({ maxVectors: 0 }),
});

const tabsBench = {
  /** The vector of each text, asked for at once, and when the first one and the last one came, by the system's clock. */
  async embed(texts: readonly string[]): Promise<{ vectors: number[][]; first: number; last: number }> {
    const all = texts.map((text) => embedder.embed(text));
    const first = await Promise.race(all).then(() => Date.now());
    const vectors = await Promise.all(all);
    return { vectors: vectors.map((vector) => [...vector]), first, last: Date.now() };
  },
};

declare global {
  interface Window {
    tabsBench: typeof tabsBench;
  }
}

window.tabsBench = tabsBench;
