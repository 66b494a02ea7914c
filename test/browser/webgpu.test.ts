import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type ModelSpec,
} from '../../src/engine/index.js';
import { onnxruntimeWorker } from '../../src/engine/onnxruntime/index.js';
import graphs from '../fixtures/graphs/expected.json';
import smallBert from '../fixtures/small-bert/expected.json';
import { fileAt } from '../support/fixtureFiles.js';

// The real worker on Chromium's software adapter, which has to be allowed: `webgpu: 'always'`.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const hasHalves = (await navigator.gpu.requestAdapter())?.features.has('shader-f16') ?? false;
let made: Embedder[] = [];

function make(options: EmbedderOptions = {}): Embedder {
  const embedder = createEmbedder({
    model: spec,
    modelsUrl: '/test/fixtures',
    backends: ['webgpu'],
    webgpu: 'always',
    worker: onnxruntimeWorker,
    ...options,
  });
  made.push(embedder);
  return embedder;
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

test('a BERT runs on the GPU, with the vectors of the full-precision model', async () => {
  const embedder = make();
  const texts = smallBert.cases.filter(({ role }) => role === 'document');
  const vectors = await embedder.embedMany(texts.map(({ text }) => text));
  for (const [index, vector] of vectors.entries())
    expect(cosineSimilarity(vector, Float32Array.from(texts[index]?.cls ?? []))).toBeGreaterThan(0.99999);
  expect(embedder.getState()).toMatchObject({
    status: 'ready',
    backend: 'webgpu',
    runtime: 'onnxruntime',
    attempts: [],
    diagnostics: {
      webgpu: { status: 'used', facts: { software: true, architecture: 'swiftshader', runtime: 'jspi' } },
    },
  });
}, 300_000); // a software adapter compiles shaders for half a minute

describe('in half precision', () => {
  const documents = smallBert.cases.filter(({ role }) => role === 'document');

  async function expectCosines(embedder: Embedder, least: number): Promise<void> {
    const vectors = await embedder.embedMany(documents.map(({ text }) => text));
    for (const [index, vector] of vectors.entries())
      expect(cosineSimilarity(vector, Float32Array.from(documents[index]?.cls ?? []))).toBeGreaterThan(least);
  }

  test.runIf(hasHalves)(
    'a BERT runs where shaders compute in float16, with vectors of the same space',
    async () => {
      const embedder = make({ webgpuPrecision: 'fp16' });
      await expectCosines(embedder, 0.9999);
      const state = embedder.getState();
      expect(state).toMatchObject({
        diagnostics: { webgpu: { status: 'used', facts: { precision: 'fp16' } } },
      });
      expect(state).not.toHaveProperty('diagnostics.webgpu.fp16Refused');
    },
    300_000,
  );

  test.skipIf(hasHalves)(
    'it runs in full precision where they do not, and the state says why',
    async () => {
      const embedder = make({ webgpuPrecision: 'fp16' });
      await expectCosines(embedder, 0.99999);
      expect(embedder.getState()).toMatchObject({
        attempts: [],
        diagnostics: {
          webgpu: {
            status: 'used',
            facts: { precision: 'fp32' },
            fp16Refused: { code: 'backend-unavailable', details: { reason: 'no-shader-f16' } },
          },
        },
      });
    },
    300_000,
  );
});

describe('the graph of another model than a BERT', () => {
  /** A model of test/fixtures/graphs, with small-bert's tokenizer. */
  async function foreign(name: string, pooling: ModelSpec['pooling']): Promise<ModelSpec> {
    return {
      ...spec,
      repo: 'graphs',
      dimensions: 8,
      maxTokens: 64, // as many as the decoder has positions
      pooling,
      prompts: { query: '', document: '' },
      files: {
        tokenizer: { ...spec.files.tokenizer, path: '../small-bert/tokenizer.json' },
        weights: await fileAt(`graphs/${name}/onnx/model.onnx`),
      },
    };
  }

  test.each([
    ['whole', 'graph', 'graph'],
    ['whole', 'mean', 'mean'],
    ['decoder', 'lasttoken', 'decoder'],
  ] as const)(
    'runs as it is, with the vectors of the CPU (%s, %s)',
    async (name, pooling, expected) => {
      const model = await foreign(name, pooling);
      const [gpu, cpu] = [make({ model }), make({ model, backends: ['cpu'], webgpu: 'never' })];
      const texts = graphs.cases.map(({ text }) => text);
      const [found, same] = await Promise.all([gpu.embedMany(texts), cpu.embedMany(texts)]);
      for (const [i, vector] of found.entries()) {
        expect([...vector]).toEqual([...(same[i] ?? [])].map((value) => expect.closeTo(value, 4)));
        expect([...vector]).toEqual(graphs.cases[i]?.[expected].map((value) => expect.closeTo(value, 4)));
      }
      expect(gpu.getState()).toMatchObject({
        backend: 'webgpu',
        runtime: 'onnxruntime',
        diagnostics: { webgpu: { status: 'used' } },
      });
    },
    300_000,
  );

  test('is left to the CPU when it is quantised', async () => {
    const embedder = make({ model: await foreign('quantised', 'graph'), backends: ['webgpu', 'cpu'] });
    const [{ text, graph } = { text: '', graph: [] }] = graphs.cases;
    expect(cosineSimilarity(await embedder.embed(text), Float32Array.from(graph))).toBeGreaterThan(0.99);
    expect(embedder.getState()).toMatchObject({
      backend: 'cpu',
      attempts: [
        {
          backend: 'webgpu',
          error: {
            code: 'backend-unavailable',
            details: { reason: 'quantised' },
            message: expect.stringMatching('Integer|Quantize'),
          },
        },
      ],
    });
  });
});

describe('what is no use leads to the CPU, with its reason', () => {
  test('a software adapter, unless it is asked for', async () => {
    const embedder = make({ backends: ['webgpu', 'cpu'], webgpu: 'auto' });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'cpu',
      attempts: [
        {
          backend: 'webgpu',
          error: { code: 'backend-unavailable', details: { reason: 'software-adapter' } },
        },
      ],
    });
  });
});
