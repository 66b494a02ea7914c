import { onTestFinished } from 'vitest';
import { createEmbedder, type Embedder, type EmbedderOptions } from '../../src/engine/index.js';

/** An embedder whose workers are scripted, so that its files need not be anywhere. It is disposed when the test is over. */
export function makeEmbedder(options: EmbedderOptions): Embedder {
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: 'https://host.example/models',
    ...options,
  });
  onTestFinished(() => embedder.dispose());
  return embedder;
}
