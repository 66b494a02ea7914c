import {
  createEmbedder,
  createSearchIndex,
  type Embedder,
  type EmbedderOptions,
  type SearchIndex,
  type SearchIndexOptions,
} from '../../src/engine/index.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { type ScriptedWorkers, workerOf } from './scriptedWorker.js';

// Notes, what they mean, and indexes of them: the wire, the embedder and the index are real.

export interface Note {
  readonly id: string;
  readonly text: string;
}

export const NOTES: readonly Note[] = [
  { id: 'milk', text: 'Buy oat milk and bread' },
  { id: 'dentist', text: 'Call the dentist about Thursday' },
  { id: 'bike', text: 'The bike needs new brakes' },
];

/** The first axis is food, the second health, the third traffic. */
export const MEANINGS: Record<string, readonly number[]> = {
  'Buy oat milk and bread': [1],
  'Call the dentist about Thursday': [0, 1],
  'The bike needs new brakes': [0, 0, 1],
  toothache: [0, 0.9, 0.1],
  breakfast: [0.8, 0, 0.2],
};

/** Where the scripted model is said to lie. */
export const at = { model: 'all-MiniLM-L6-v2', modelsUrl: 'https://host.example/models' };

/** What a test has made: it disposes all of it at its end. */
export const ended: AsyncDisposable[] = [];

export function embedderOf(workers: ScriptedWorkers, options: EmbedderOptions = {}): Embedder {
  const embedder = createEmbedder({ ...at, backends: ['cpu'], worker: workers.worker, ...options });
  ended.push(embedder);
  return embedder;
}

export function indexOf<N extends Note = Note>(
  embedder: Embedder,
  options: Partial<SearchIndexOptions<N>> = {},
): SearchIndex<N> {
  const index = createSearchIndex<N>({
    embedder,
    getText: ({ text }) => text,
    getId: ({ id }) => id,
    worker: () => workerOf(createSearchApi()),
    ...options,
  });
  ended.push(index);
  return index;
}

export const idsOf = ({ hits }: { readonly hits: readonly { readonly id: string }[] }): string[] =>
  hits.map(({ id }) => id);
