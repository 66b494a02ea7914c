import { afterAll, describe, expect, test } from 'vitest';
import { cosineSimilarity, createEmbedder, type EmbedRole } from '../../src/engine/index.js';
import bgeSmall from '../fixtures/bge-small.json';

// The Hub's own files, with real weights: `npm run models:fetch` brings them to models/Xenova/.
const fetched = import.meta.glob('../../models/Xenova/*/onnx/model_quantized.onnx', { query: '?url' });
const shared = import.meta.glob<Published>(
  ['../../../shared/refs/fastembed-canonical.json', '../../../shared/refs/langchain4j.json'],
  { import: 'default' },
);

interface Published {
  readonly models?: Readonly<Record<string, { readonly document: readonly number[] }>>;
  readonly vectors?: readonly {
    readonly model: string;
    readonly text: string;
    readonly at: Readonly<Record<string, number>>;
  }[];
}

const isHere = (name: string) => `../../models/Xenova/${name}/onnx/model_quantized.onnx` in fetched;

describe.skipIf(!isHere('bge-small-en-v1.5'))('the default model, by the file of the Hub', () => {
  const embedder = createEmbedder({ modelsUrl: '/hub', backends: ['cpu'] });
  afterAll(() => embedder.dispose());

  test('is run by the encoder, and its known answer holds', async () => {
    await embedder.load();
    expect(embedder.model.id).toBe('bge-small-en-v1.5');
    expect(embedder.getState()).toMatchObject({ status: 'ready', runtime: 'encoder', failures: [] });
  });

  test.each(bgeSmall.cases)('has the vector of full precision for $role "$text"', async (expected) => {
    const vector = await embedder.embed(expected.text, { role: expected.role as EmbedRole });
    expect(cosineSimilarity(vector, Float32Array.from(expected.vector))).toBeGreaterThan(0.996);
  });

  test.skipIf(Object.keys(shared).length === 0)('has the numbers that others have published', async () => {
    const published = await Promise.all(Object.values(shared).map((read) => read()));
    const first = published.flatMap(({ models }) => models?.['BAAI/bge-small-en-v1.5']?.document ?? []);
    const some = published.flatMap(({ vectors = [] }) =>
      vectors.filter(({ model }) => model === embedder.model.id),
    );
    const [hello] = await embedder.embedMany(['hello world']);
    for (const [i, value] of first.entries()) expect(Math.abs(Number(hello?.[i]) - value)).toBeLessThan(0.01);
    for (const { text, at } of some) {
      const vector = await embedder.embed(text);
      for (const [i, value] of Object.entries(at))
        expect(Math.abs(Number(vector[Number(i)]) - value)).toBeLessThan(0.01);
    }
    expect(first.length + some.length).toBeGreaterThan(5);
  });
});

describe.each([
  ['e5-small-v2', 'query: I love transformers.'],
  ['all-MiniLM-L6-v2', 'I love sentence transformers.'],
])('%s, by the file of the Hub', (name, text) => {
  test.skipIf(!isHere(name) || Object.keys(shared).length === 0)('has published numbers', async () => {
    const embedder = createEmbedder({
      model: {
        url: `/hub/Xenova/${name}`,
        pooling: 'mean',
        maxTokens: 512,
        dimensions: 384,
        normalize: true,
      },
      backends: ['cpu'],
    });
    const vector = await embedder.embed(text);
    const published = await Promise.all(Object.values(shared).map((read) => read()));
    const [expected] = published.flatMap(({ vectors = [] }) => vectors.filter((each) => each.text === text));
    for (const [i, value] of Object.entries(expected?.at ?? {}))
      expect(Math.abs(Number(vector[Number(i)]) - value)).toBeLessThan(0.015);
    expect(expected?.model).toBe(name);
    await embedder.dispose();
  });
});
