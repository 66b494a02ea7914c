import { afterEach, describe, expect, test } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type ModelSpec,
} from '../../src/engine/index.js';
import { onnxruntimeWorker } from '../../src/engine/onnxruntime/index.js';
import { packedName } from '../../src/engine/storage/fileNames.js';
import { tokenizersUrl } from '../../src/engine/tokenizers/index.js';
import { runOnOnnxRuntime } from '../../src/engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.js';
import { createFastTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import smallBert from '../fixtures/small-bert/expected.json';
import fixture from '../fixtures/tokenizers.json';
import { fileAt } from '../support/fixtureFiles.js';
import { clearStored, storedText } from '../support/storedFiles.js';
import { until } from '../support/until.js';

// Which tokenizer a model gets, in a real browser, with the crate's real wasm.
const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const minilm: EmbedderOptions = { model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] };
let made: Embedder[] = [];

function make(options: EmbedderOptions): Embedder {
  const embedder = createEmbedder({
    modelsUrl: '/test/fixtures',
    backends: ['cpu'],
    tokenizersUrl,
    ...options,
  });
  made.push(embedder);
  return embedder;
}

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

/** The small BERT with a tokenizer that has words and no pieces. */
async function wordLevel(name: 'word-level' | 'word-level-segments'): Promise<ModelSpec> {
  return { ...spec, files: { ...spec.files, tokenizer: await fileAt(`small-bert/${name}.json`) } };
}

const [sentence] = fixture.kinds['word-level'].cases;

/** The vector of the sentence as onnxruntime-web has it for the ids and segments that Python gives. */
async function expectedVector(typeIds = sentence?.typeIds.map(() => 0)): Promise<Float32Array> {
  const bytes = await (await fetch('/test/fixtures/small-bert/onnx/model.onnx')).arrayBuffer();
  const parts = { weights: new Uint8Array(bytes), externalData: [], onnxruntimeUrl: undefined };
  const run = await runOnOnnxRuntime(spec, parts);
  return run([{ ids: sentence?.ids ?? [], ...(typeIds && { typeIds }) }]);
}

/** A visit with a tokenizer that the encoder can be used with, until the packed weights are stored. */
async function packWeights(): Promise<void> {
  const embedder = make({ model: await wordLevel('word-level') });
  await embedder.load();
  const name = packedName(spec.files.weights.sha256);
  await until(async () => (await storedText(name)).startsWith('{')); // the header is written last
  await embedder.dispose();
}

describe('a model whose tokenizer is no WordPiece', () => {
  test('is run with the ids of the crate', async () => {
    const embedder = make({ model: await wordLevel('word-level') });
    const vector = await embedder.embed(sentence?.text ?? '');
    expect(cosineSimilarity(vector, await expectedVector())).toBeGreaterThan(0.985);
    expect(embedder.getState()).toMatchObject({ runtime: 'encoder' });
  });

  test.each([
    ['', false],
    [', also when its weights have been packed for the encoder', true],
  ])('and which numbers segments is run with them, by onnxruntime-web%s', async (_, isPacked) => {
    await clearStored();
    if (isPacked) await packWeights();
    const embedder = createEmbedder({
      model: await wordLevel('word-level-segments'),
      modelsUrl: '/test/fixtures',
      backends: ['cpu'],
      worker: onnxruntimeWorker,
    });
    made.push(embedder);
    const vector = await embedder.embed(sentence?.text ?? '');
    expect(cosineSimilarity(vector, await expectedVector(sentence?.typeIds))).toBeGreaterThan(1 - 1e-6);
    expect(cosineSimilarity(vector, await expectedVector())).toBeLessThan(0.99);
    expect(embedder.getState()).toMatchObject({
      runtime: 'onnxruntime',
      encoderUnsupported: { message: expect.stringContaining('segments') },
    });
  });

  test.each([
    ['is not there', '/models/none.wasm'],
    ['is a web page', '/index.html'],
  ])(
    'is a typed error when the wasm of the crate %s, and works when that is mended',
    async (_, tokenizersUrl) => {
      const model = await wordLevel('word-level');
      await expect(make({ model, tokenizersUrl }).load()).rejects.toMatchObject({
        code: 'backend-unavailable',
        message: expect.stringMatching(/tokenizersUrl/),
      });
      await make({ model }).load();
    },
  );

  test('is an error that says what to import where the app does not say where the wasm is', async () => {
    const embedder = createEmbedder({
      model: await wordLevel('word-level'),
      modelsUrl: '/test/fixtures',
      backends: ['cpu'],
    });
    made.push(embedder);
    await expect(embedder.load()).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringMatching(/react-embeddings\/tokenizers/),
      details: { reason: 'no-tokenizers' },
    });
  });

  test('has passages and counts too', async () => {
    const embedder = make({ model: await wordLevel('word-level') });
    expect(await embedder.countTokens(['the quick brown fox'])).toEqual([{ tokens: 6, truncated: false }]);
    const passages = await embedder.splitText('the quick brown fox jumps over the lazy dog', {
      maxTokens: 6,
    });
    expect(passages.map(({ text }) => text)).toEqual(['the quick brown fox', 'jumps over the lazy', 'dog']);
  });
});

describe('a BERT', () => {
  test('never asks for the wasm of the crate', async () => {
    const embedder = make({ ...minilm, tokenizersUrl: '/models/none.wasm' });
    expect(await embedder.embed('cat')).toHaveLength(384);
  });

  test('counts the tokens of texts, with their prompt, also of those that it cuts', async () => {
    const counts = await make(minilm).countTokens([
      '',
      'toothache',
      'word '.repeat(254),
      'word '.repeat(255),
    ]);
    expect(counts).toEqual([
      { tokens: 2, truncated: false },
      { tokens: 4, truncated: false },
      { tokens: 256, truncated: false },
      { tokens: 257, truncated: true },
    ]);
    const bge = make({ model: spec });
    const [query] = smallBert.cases.filter(({ role }) => role === 'query');
    expect(await bge.countTokens([query?.text ?? ''], { role: 'query' })).toMatchObject([
      { tokens: query?.tokens },
    ]);
  });

  test('splits a megabyte into passages that it reads whole', async () => {
    const text = 'The tide comes in. It goes out again, and leaves shells on the sand! '.repeat(15_000);
    const embedder = make(minilm);
    const passages = await embedder.splitText(text, { overlap: 20 });
    expect(passages.every((passage) => passage.tokens <= 256)).toBe(true);
    expect(passages.at(-1)?.end).toBe(text.trimEnd().length);
    expect(await embedder.countTokens(passages.slice(0, 3).map((passage) => passage.text))).toEqual(
      passages.slice(0, 3).map(({ tokens }) => ({ tokens, truncated: false })),
    );
  });

  test('has the ids of the Python package around every code point, whatever Unicode this browser knows', async () => {
    const bytes = await (await fetch('/models/all-MiniLM-L6-v2/tokenizer.json')).arrayBuffer();
    const tokenizer = createFastTokenizer(new Uint8Array(bytes));
    const digests = fixture.codePoints.map((_, block) => {
      const texts = Array.from({ length: 4_096 }, (_, i) => `x${String.fromCodePoint(block * 4_096 + i)}b`);
      const ids = tokenizer?.encode(texts).flatMap((encoding) => encoding.ids) ?? [];
      return ids.reduce((digest, id) => Math.imul(digest ^ id, 0x01000193) >>> 0, 0x811c9dc5);
    });
    expect(digests).toEqual(fixture.codePoints);
  });
});
