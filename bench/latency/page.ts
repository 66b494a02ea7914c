import { createEmbedder, createVectorCache, type EmbedderOptions } from 'react-embeddings/engine';
import { findModel } from '../../src/engine/models/catalog.js';

// What bench/latency/run.mjs asks of its page: the real engine, the bundled model.

const options: EmbedderOptions = {
  model: findModel('all-MiniLM-L6-v2'),
  modelsUrl: '/models',
  backends: ['cpu'],
  maxWorkers: 2,
};

const latencyBench = {
  /** Milliseconds from nothing to ready, with a worker of its own. */
  async ready(): Promise<number> {
    const embedder = createEmbedder(options);
    const start = performance.now();
    await embedder.load();
    const ms = performance.now() - start;
    await embedder.dispose();
    return ms;
  },

  /** Milliseconds of each of `rounds` calls with all of `texts`, none of them kept; after one to warm up. */
  async calls(backend: 'cpu' | 'hash', texts: readonly string[], rounds: number): Promise<number[]> {
    const cache = createVectorCache({ maxVectors: 0 });
    const embedder = createEmbedder({ ...options, backends: [backend], cache, maxWorkers: 1 });
    await embedder.embedMany(texts);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await embedder.embedMany(texts);
      times.push(performance.now() - start);
    }
    await embedder.dispose();
    return times;
  },
};

declare global {
  interface Window {
    latencyBench: typeof latencyBench;
  }
}

window.latencyBench = latencyBench;
