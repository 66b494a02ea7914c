import { afterAll, describe, expect, test } from 'vitest';
import { cosineSimilarity, createEmbedder, type EmbedRole } from '../../src/engine/index.js';
import { tokenizersUrl } from '../../src/engine/tokenizers/index.js';
import fixture from '../fixtures/multilingual-e5.json';

// The bundled model of several languages, with its real weights, against the model with its whole vocabulary.
describe('multilingual-e5-small', () => {
  const embedder = createEmbedder({
    model: 'multilingual-e5-small',
    modelsUrl: '/models',
    tokenizersUrl,
    backends: ['cpu'],
  });
  afterAll(() => embedder.dispose());

  test('is run by the encoder', async () => {
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ status: 'ready', runtime: 'encoder', failures: [] });
  });

  test.each(fixture.cases)(
    'has the vector of the whole model for $name',
    async ({ text, role, vector: expected }) => {
      const vector = await embedder.embed(text, { role: role as EmbedRole });
      expect(cosineSimilarity(vector, Float32Array.from(expected))).toBeGreaterThan(0.998);
    },
  );

  test('finds what a question in one language means in another', async () => {
    const texts = [
      'Наш магазин открыт с девяти до шести.',
      '返品すると、返金を受けられます。',
      'Il fait beau.',
    ];
    const query = await embedder.embed('Wie bekomme ich mein Geld zurück?', { role: 'query' });
    const vectors = await embedder.embedMany(texts, { role: 'document' });
    const cosines = vectors.map((vector) => cosineSimilarity(query, vector));
    expect(cosines.indexOf(Math.max(...cosines))).toBe(1);
  });
});
