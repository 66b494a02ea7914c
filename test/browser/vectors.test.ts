import { afterAll, describe, expect, test } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type EmbedderOptions,
  type EmbedRole,
  type ModelSpec,
  searchVectors,
} from '../../src/engine/index.js';
import { onnxruntimeWorker } from '../../src/engine/onnxruntime/index.js';
import minilm from '../fixtures/minilm.json';
import smallBert from '../fixtures/small-bert/expected.json';
import staticMinilm from '../fixtures/static-minilm.json';

// The real worker, the real runtime, the real weights.
const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] });
afterAll(() => embedder.dispose());

/** Third-party reference values beside the checkout; an empty record where they are not. */
const shared = import.meta.glob<Published>('../../../shared/refs/tei-all-MiniLM-L6-v2.json', {
  import: 'default',
});

interface Published {
  readonly mean_single: { readonly input: string; readonly vectors: readonly (readonly number[])[] };
  readonly mean_batch: {
    readonly inputs: readonly string[];
    readonly vectors: readonly (readonly number[])[];
  };
}

describe('vectors of all-MiniLM-L6-v2', () => {
  test.each(minilm.cases)('agree with the fp32 model for $text', async ({ text, vector }) => {
    expect(cosineSimilarity(await embedder.embed(text), Float32Array.from(vector))).toBeGreaterThan(0.98);
  });

  const [readPublished] = Object.values(shared);
  if (!readPublished) test.skip('agree with published ones (../shared/refs is not here)', () => {});
  else
    test('agree with published ones', async () => {
      const { mean_single, mean_batch } = await readPublished();
      const vectors = await embedder.embedMany([mean_single.input, ...mean_batch.inputs]);
      for (const [index, expected] of [...mean_single.vectors, ...mean_batch.vectors].entries()) {
        expect(cosineSimilarity(vectors[index] as Float32Array, Float32Array.from(expected))).toBeGreaterThan(
          0.98,
        );
      }
    });

  test('have 384 dimensions and length 1', async () => {
    const vector = await embedder.embed('A vector of length one');
    expect(vector).toHaveLength(384);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  test('say that texts of one meaning are closer than others', async () => {
    const [money, refund, cat] = (await embedder.embedMany([
      'How do I get my money back?',
      'Refunds are paid within five days',
      'A kitten sleeps on the roof',
    ])) as [Float32Array, Float32Array, Float32Array];
    expect(cosineSimilarity(money, refund)).toBeGreaterThan(cosineSimilarity(money, cat) + 0.2);
  });

  test('do not depend on the texts around them, bit for bit', async () => {
    const texts = [
      'short',
      'a somewhat longer text that has more tokens than the others',
      'x',
      'middle sized text',
    ];
    const together = await embedder.embedMany(texts);
    const fresh = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] });
    for (const [index, text] of texts.toReversed().entries()) {
      expect(await fresh.embed(text)).toEqual(together[texts.length - 1 - index]);
    }
    await fresh.dispose();
  });

  test('read no more than 256 tokens', async () => {
    const words = (count: number) => Array(count).fill('word').join(' ');
    const [exact, longer, shorter] = await embedder.embedMany([words(254), words(400), words(253)]);
    expect(longer).toEqual(exact);
    expect(shorter).not.toEqual(exact);
  });

  test.each([
    ['nothing', ''],
    ['only spaces', '   \n\t'],
    ['lone surrogates', 'a \ud800 b \udc00'],
    ['a megabyte', 'all work and no play '.repeat(50_000)],
    ['one word of a megabyte', 'x'.repeat(1_000_000)],
  ])('exist for a text of %s', async (_, text) => {
    const vector = await embedder.embed(text);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  test('of no text and of spaces are the same', async () => {
    expect(await embedder.embed('  ')).toEqual(await embedder.embed(''));
  });
});

describe('static-minilm-256', () => {
  const small = createEmbedder({ model: 'static-minilm-256', modelsUrl: '/models', backends: ['cpu'] });
  afterAll(() => small.dispose());

  test('is found by its id, and runs without a network or onnxruntime-web', async () => {
    await small.load();
    expect(small.getState()).toMatchObject({ status: 'ready', runtime: 'static', failures: [] });
    expect(small.model).toMatchObject({ dimensions: 256, semanticWeight: 0.5 });
  });

  test.each(staticMinilm.cases.filter(({ text }) => text))(
    'gives the vector that numpy computes of "$text"',
    async ({ text, vector }) => {
      const cosine = cosineSimilarity(await small.embed(text), Float32Array.from(vector));
      expect(cosine).toBeGreaterThan(0.999999);
    },
  );

  test.each([
    ['How do I get my money back?', 'Refunds are paid within five days', 'A kitten sleeps on the roof'],
    ['Can I bring my dog?', 'Pets are welcome in the garden', 'The invoice is due in thirty days'],
    ['my tooth hurts', 'Call the dentist about Thursday', 'The bike needs new brakes'],
    ['planes', 'The aircraft landed safely at the airport', 'Stir the soup and add salt'],
  ])('says that "%s" is closer to "%s" than to "%s"', async (query, near, far) => {
    const vectors = await small.embedMany([near, far]);
    const [closest] = searchVectors(await small.embed(query, { role: 'query' }), vectors, { limit: 1 });
    expect(closest?.index).toBe(0);
  });
});

describe('the rules of bge models, on a small BERT with a forward pass in numpy beside it', () => {
  const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
  const make = (options: EmbedderOptions, changes: Partial<ModelSpec> = {}) =>
    createEmbedder({
      model: { ...spec, ...changes },
      modelsUrl: '/test/fixtures',
      backends: ['cpu'],
      worker: onnxruntimeWorker,
      ...options,
    });

  describe.each([
    ['onnxruntime', 1 - 1e-7],
    ['encoder', 0.985], // 7 bits, on 32 random dimensions
  ] as const)('by the %s', (runtime, cosine) => {
    const cls = make({ runtimes: [runtime] });
    const mean = make({ runtimes: [runtime] }, { pooling: 'mean' });
    afterAll(() => Promise.all([cls.dispose(), mean.dispose()]));

    test.each(smallBert.cases)(
      'CLS pooling, prompt and limit: $role "$text" of $tokens tokens',
      async (expected) => {
        const vector = await cls.embed(expected.text, { role: expected.role as EmbedRole });
        expect(cosineSimilarity(vector, Float32Array.from(expected.cls))).toBeGreaterThan(cosine);
      },
    );

    test.each(smallBert.cases)('mean pooling is another thing: $role "$text"', async (expected) => {
      const vector = await mean.embed(expected.text, { role: expected.role as EmbedRole });
      expect(cosineSimilarity(vector, Float32Array.from(expected.mean))).toBeGreaterThan(cosine);
    });

    test('vectors of different pooling cannot be compared', async () => {
      const [a, b] = [await cls.embed('cat'), await mean.embed('cat')];
      expect(() => cosineSimilarity(a, b)).toThrow(expect.objectContaining({ code: 'space-mismatch' }));
    });
  });

  test.each([
    ['onnxruntime', 'inference-failed'],
    ['encoder', 'model-load-failed'],
  ] as const)('by the %s, other dimensions than described are a typed error', async (runtime, code) => {
    const wrong = make({ runtimes: [runtime] }, { dimensions: 64 });
    await expect(wrong.embed('cat')).rejects.toMatchObject({ code });
    await wrong.dispose();
  });
});
