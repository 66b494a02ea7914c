import { afterAll, describe, expect, test } from 'vitest';
import { cosineSimilarity, createEmbedder, type EmbedRole } from '../../src/engine/index.js';
import { findModel } from '../../src/engine/models/catalog.js';
import bgeSmall from '../fixtures/bge-small.json';
import minilm from '../fixtures/minilm.json';

// The bundled models in 4 bits, with their real weights, against the full precision of the same models.
describe.each([
  ['bge-small-en-v1.5', bgeSmall.cases],
  ['all-MiniLM-L6-v2', minilm.cases.map((each) => ({ ...each, role: 'document' }))],
] as const)('%s in 4 bits', (name, cases) => {
  const embedder = createEmbedder({ model: `${name}-q4`, modelsUrl: '/models', backends: ['cpu'] });
  afterAll(() => embedder.dispose());

  test('is run by the encoder, and takes half the bytes of 8 bits', async () => {
    await embedder.load();
    expect(embedder.getState()).toMatchObject({ status: 'ready', runtime: 'encoder', failures: [] });
    const [q4, q8] = [findModel(`${name}-q4`), findModel(name)];
    expect(q4.files.weights.bytes / q8.files.weights.bytes).toBeLessThan(0.55);
    expect([q4.dtype, q8.dtype]).toEqual(['q4', 'q8']);
  });

  // The vector of no text at all is that of two special tokens, which calibration texts have no more of than other tokens.
  test.each(cases.filter(({ text }) => text))(
    'has almost the vector of full precision for $role "$text"',
    async (expected) => {
      const vector = await embedder.embed(expected.text, { role: expected.role as EmbedRole });
      // One word over and over is like no text that weights were rounded by.
      const least = /^(\w+ )\1{5}/.test(expected.text) ? 0.92 : 0.96;
      expect(cosineSimilarity(vector, Float32Array.from(expected.vector))).toBeGreaterThan(least);
    },
  );

  test('is another space than 8 bits', () => {
    const other = createEmbedder({ model: name, modelsUrl: '/models', backends: ['cpu'] });
    expect(embedder.space).not.toBe(other.space);
    expect(embedder.model.dimensions).toBe(other.model.dimensions);
  });
});
