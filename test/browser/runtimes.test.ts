import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type ModelSpec,
} from '../../src/engine/index.js';
import { onnxruntimeWorker } from '../../src/engine/onnxruntime/index.js';
import smallBert from '../fixtures/small-bert/expected.json';
import weights from '../fixtures/weights/weights.json';
import { fileAt } from '../support/fixtureFiles.js';

// Which runtime runs a model, and what is said when it is not the encoder. The real worker, the real onnxruntime-web.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const minilm: EmbedderOptions = { model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] };
let made: Embedder[] = [];

function make(options: EmbedderOptions): Embedder {
  const embedder = createEmbedder({
    modelsUrl: '/test/fixtures',
    backends: ['cpu'],
    worker: onnxruntimeWorker,
    ...options,
  });
  made.push(embedder);
  return embedder;
}

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

/** The tiny BERT of test/fixtures/weights, with small-bert's tokenizer, whose first tokens it shares. */
async function tiny(name: string): Promise<ModelSpec> {
  return {
    ...spec,
    repo: 'weights',
    dimensions: weights.config.hidden_size,
    maxTokens: weights.config.max_position_embeddings,
    pooling: 'mean',
    files: {
      tokenizer: { ...spec.files.tokenizer, path: '../small-bert/tokenizer.json' },
      weights: await fileAt(`weights/${name}`),
    },
  };
}

/** An app that imports nothing of onnxruntime-web. */
function makeWithout({ worker: _, ...options }: EmbedderOptions): Embedder {
  const embedder = createEmbedder({ modelsUrl: '/test/fixtures', backends: ['cpu'], ...options });
  made.push(embedder);
  return embedder;
}

test('a BERT runs on the encoder', async () => {
  const embedder = makeWithout(minilm);
  await embedder.load();
  const state = embedder.getState();
  expect(state).toMatchObject({ status: 'ready', backend: 'cpu', runtime: 'encoder', failures: [] });
  expect(state).not.toHaveProperty('encoderUnsupported');
});

describe('a second opinion', () => {
  const texts = [
    'How do I get my money back?',
    'A kitten sleeps on the roof',
    'x',
    '中文混合English文字',
    'word '.repeat(250),
  ];

  test('onnxruntime-web gives the encoder’s vectors', async () => {
    const ours = await make(minilm).embedMany(texts);
    const theirs = await make({ ...minilm, runtimes: ['onnxruntime'] }).embedMany(texts);
    for (const [index, vector] of ours.entries())
      expect(cosineSimilarity(vector, theirs[index] as Float32Array)).toBeGreaterThan(0.98);
  });
});

describe('another model than BERT', () => {
  test('runs on onnxruntime-web, and the reason is told', async () => {
    const embedder = make({ model: await tiny('other-names.onnx') });
    const bert = make({ model: await tiny('float32.onnx'), runtimes: ['onnxruntime'] });
    const text = 'a';
    expect([...(await embedder.embed(text))]).toEqual([...(await bert.embed(text))]);
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      runtime: 'onnxruntime',
      failures: [],
      encoderUnsupported: { code: 'backend-unavailable', message: expect.stringContaining('no tensor') },
    });
  });

  test('is an error when only the encoder may run it', async () => {
    const embedder = make({ model: await tiny('relu.onnx'), runtimes: ['encoder'] });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('Relu'),
    });
  });
});

describe('without onnxruntime-web', () => {
  const missing = {
    code: 'backend-unavailable',
    message: expect.stringMatching(/react-embeddings\/onnxruntime/),
    details: { reason: 'no-onnxruntime' },
  };

  test('another model than BERT is an error that says what to import, and why', async () => {
    const embedder = makeWithout({ model: await tiny('relu.onnx') });
    await expect(embedder.load()).rejects.toMatchObject(missing);
    await expect(embedder.load()).rejects.toThrow(/Relu/);
  });

  test('a model that its description rules out is an error before anything is downloaded', async () => {
    const weights = { path: 'not-there.onnx', bytes: 10, sha256: '0'.repeat(64) };
    const model = { ...spec, pooling: 'max', files: { ...spec.files, weights } } as const;
    await expect(makeWithout({ model }).load()).rejects.toMatchObject(missing);
    await expect(makeWithout({ model: spec, runtimes: ['onnxruntime'] }).load()).rejects.toMatchObject(
      missing,
    );
  });

  test('where no other runtime may run it, the encoder says itself why it does not', async () => {
    const embedder = makeWithout({ model: await tiny('relu.onnx'), runtimes: ['encoder'] });
    await expect(embedder.load()).rejects.toMatchObject({ message: expect.not.stringContaining('import') });
  });
});

test('safetensors run on the encoder', async () => {
  const bert = { heads: weights.config.num_attention_heads, epsilon: weights.config.layer_norm_eps };
  const onnx = await make({ model: await tiny('float32.onnx') }).embed('a');
  for (const name of ['float32.safetensors', 'float16.safetensors', 'bfloat16.safetensors']) {
    const embedder = make({ model: { ...(await tiny(name)), bert } });
    const vector = await embedder.embed('a');
    expect(embedder.getState()).toMatchObject({ runtime: 'encoder' });
    const cosine = vector.reduce((sum, value, i) => sum + value * Number(onnx[i]), 0);
    expect(cosine).toBeGreaterThan(0.995);
  }
});

describe('the known answer of a model', () => {
  const text = 'the cat sings';
  let vector: number[];
  beforeAll(async () => {
    vector = [...(await make({ model: spec, runtimes: ['onnxruntime'] }).embed(text))].slice(0, 16);
  });

  test('that comes out as expected', async () => {
    const embedder = make({ model: { ...spec, referenceVector: { text, vector } } });
    await expect(embedder.load()).resolves.toMatchObject({ dimensions: 32 });
  });

  test('that no runtime gives means that the model is not used', async () => {
    const wrong = { text, vector: vector.map((value) => -value) };
    const embedder = make({ model: { ...spec, referenceVector: wrong } });
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('known text'),
      details: { text },
    });
  });
});

test('a known answer that the encoder misses, and onnxruntime-web does not, brings that into use', async () => {
  const text = 'the cat sings';
  const theirs = [...(await make({ model: spec, runtimes: ['onnxruntime'] }).embed(text))];
  const ours = [...(await make({ model: spec, runtimes: ['encoder'] }).embed(text))];
  const away = theirs.map((value, i) => value - Number(ours[i]));
  const distance = Math.sqrt(away.reduce((sum, value) => sum + value * value, 0) / away.length);
  // On the far side of theirs, within what is tolerated of it: ours is then too far.
  const vector = theirs.map((value, i) => value + (Number(away[i]) / distance) * 0.0199);
  const embedder = make({ model: { ...spec, referenceVector: { text, vector } } });
  await embedder.load();
  expect(embedder.getState()).toMatchObject({
    runtime: 'onnxruntime',
    encoderUnsupported: { code: 'backend-unavailable', message: expect.stringContaining('known text') },
  });
});

test('a pool’s workers give the same vectors, bit for bit', async () => {
  const texts = Array.from(
    { length: 60 },
    (_, index) => `text ${index} ${'and more words '.repeat(index % 40)}`,
  );
  const one = await make({ ...minilm, maxWorkers: 1 }).embedMany(texts);
  const two = await make({ ...minilm, maxWorkers: 2 }).embedMany(texts.toReversed());
  expect(two.toReversed()).toEqual(one);
});
