import { createEmbedder } from 'react-embeddings/engine';
import RandomWorker from './random.worker.ts?worker';

/** An embedder whose vectors are random and there at once: what is measured is what comes behind the model. */
export const randomEmbedder = () =>
  createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: '/models',
    backends: ['cpu'],
    webgpu: 'never',
    worker: () => new RandomWorker(),
  });
