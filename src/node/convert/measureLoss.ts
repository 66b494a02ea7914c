import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelRuntime } from '../../engine/embedder/stateTypes.js';
import type { Dtype } from '../../engine/models/config/modelSource.js';
import { cosineSimilarity } from '../../engine/search/similarity.js';
import type { BertWeights } from '../../engine/workers/embedding/formats/types.js';
import { createNodeEmbedder } from '../createNodeEmbedder.js';
import { writeBert } from './writeBert.js';

/** Short and long, plain and strange. */
const PROBES = [
  'a',
  'How do I get my money back?',
  'The quick brown fox jumps over the lazy dog.',
  'résumé naïve café 42 €',
  'Search by meaning finds what a text says, and not only the words it says it with. '.repeat(8),
];

/**
 * The least cosine between vectors of a converted model, by what runs it here, and those of the same weights in floats, by
 * onnxruntime-web: over a few texts.
 * @param path of the converted weights, below the model's folder, and their dtype
 * @throws {EmbedError} when the converted model does not run.
 */
export async function measureLoss(
  folder: string,
  { path, dtype }: { readonly path: string; readonly dtype: Dtype },
  weights: BertWeights,
  signal: AbortSignal,
): Promise<number> {
  const exact = await mkdtemp(join(tmpdir(), 'react-embeddings-convert-'));
  try {
    await cp(folder, exact, { recursive: true });
    await writeFile(join(exact, path), writeBert(weights, 'fp32'));
    const found = await vectorsOf(folder, dtype, ['encoder', 'onnxruntime'], signal);
    const expected = await vectorsOf(exact, dtype, ['onnxruntime'], signal);
    return Math.min(...found.map((vector, i) => cosineSimilarity(vector, expected[i] as Float32Array)));
  } finally {
    await rm(exact, { recursive: true });
  }
}

async function vectorsOf(
  folder: string,
  dtype: Dtype,
  runtimes: readonly ModelRuntime[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const model = { url: pathToFileURL(folder).href, dtype };
  const embedder = createNodeEmbedder({ model, models: dirname(folder), runtimes, maxWorkers: 1 });
  try {
    const vectors = await embedder.embedMany(PROBES, { signal });
    return vectors.map((vector) => vector.slice()); // without its space: these are to be compared
  } finally {
    await embedder.dispose();
  }
}
