import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type ModelSpec,
} from '../../../src/engine/index.js';
import { onnxruntimeWorker } from '../../../src/engine/onnxruntime/index.js';
import graphs from '../../fixtures/graphs/expected.json';
import smallBert from '../../fixtures/small-bert/expected.json';
import { listenToFetches } from '../../support/fetchReports.js';
import { fileAt } from '../../support/fixtureFiles.js';
import { clearStored } from '../../support/storedFiles.js';
import { until } from '../../support/until.js';

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
    runtime: 'encoder',
    failures: [],
    diagnostics: {
      webgpu: { status: 'used', facts: { software: true, architecture: 'swiftshader', kernels: 'direct' } },
    },
  });
});

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
      expect(state).not.toHaveProperty('diagnostics.webgpu.fp16FallbackReason');
    },
  );

  test.skipIf(hasHalves)('it runs in full precision where they do not, and the state says why', async () => {
    const embedder = make({ webgpuPrecision: 'fp16' });
    await expectCosines(embedder, 0.99999);
    expect(embedder.getState()).toMatchObject({
      failures: [],
      diagnostics: {
        webgpu: {
          status: 'used',
          facts: { precision: 'fp32' },
          fp16FallbackReason: { code: 'backend-unavailable', details: { reason: 'no-shader-f16' } },
        },
      },
    });
  });
});

test('another model than a BERT is left to the CPU', async () => {
  const model: ModelSpec = {
    ...spec,
    repo: 'graphs',
    dimensions: 8,
    pooling: 'mean',
    prompts: { query: '', document: '' },
    files: {
      tokenizer: { ...spec.files.tokenizer, path: '../small-bert/tokenizer.json' }, // all fixtures share it
      weights: await fileAt('graphs/whole/onnx/model.onnx'),
    },
  };
  const embedder = make({ model, backends: ['webgpu', 'cpu'], worker: onnxruntimeWorker });
  const [{ text, mean } = { text: '', mean: [] }] = graphs.cases;
  expect(cosineSimilarity(await embedder.embed(text), Float32Array.from(mean))).toBeGreaterThan(0.9999);
  expect(embedder.getState()).toMatchObject({
    backend: 'cpu',
    failures: [
      {
        backend: 'webgpu',
        error: { code: 'backend-unavailable', message: expect.stringMatching('cannot run this model') },
      },
    ],
  });
});

describe('what is no use leads to the CPU, with its reason', () => {
  test('a software adapter, unless it is asked for', async () => {
    const embedder = make({ backends: ['webgpu', 'cpu'], webgpu: 'auto' });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'cpu',
      failures: [
        {
          backend: 'webgpu',
          error: { code: 'backend-unavailable', details: { reason: 'software-adapter' } },
        },
      ],
    });
  });
});

test('beside the CPU it takes the files that the CPU has stored: each is fetched once', async () => {
  await clearStored();
  const fetches = listenToFetches();
  const worker = () =>
    new Worker(new URL('../../support/fetchReports.worker.ts', import.meta.url), { type: 'module' });
  const embedder = make({ backends: ['cpu'], worker });
  await embedder.load();
  const gpuState = () => {
    const state = embedder.getState();
    return state.status === 'ready' ? state.diagnostics?.webgpu.status : undefined;
  };
  await until(() => gpuState() === 'used');
  const { weights, tokenizer } = spec.files;
  for (const { path } of [weights, tokenizer])
    expect(
      fetches.urls.filter((url) => url.endsWith(path)),
      path,
    ).toHaveLength(1);
  fetches.stop();
});
