import { createEmbedder, createVectorCache, type EmbedderOptions, type Role } from 'react-embeddings/engine';

// What scripts/quality.mjs and scripts/bench-latency.mjs ask of a page: the real engine, the bundled model.

const options: EmbedderOptions = { model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] };
const hash: EmbedderOptions = { ...options, backends: ['hash'] };
const uncached = () => createVectorCache({ maxVectors: 0 });

/** Embedders for bulk work, made when they are needed. */
const pair = [createEmbedder(options), createEmbedder(options)];

const bench = {
  /** The vectors of `texts` as base64 of their float32 bytes, one behind the other; by two workers. */
  async embedTexts(texts: readonly string[], role: Role): Promise<string> {
    const half = Math.ceil(texts.length / 2);
    const parts = await Promise.all(
      pair.map((embedder, index) =>
        embedder.embedMany(texts.slice(index * half, (index + 1) * half), { role }),
      ),
    );
    let binary = '';
    for (const vector of parts.flat()) binary += String.fromCharCode(...new Uint8Array(vector.buffer));
    return btoa(binary);
  },

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
    const embedder = createEmbedder({ ...(backend === 'cpu' ? options : hash), cache: uncached() });
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
    bench: typeof bench;
  }
}

window.bench = bench;
