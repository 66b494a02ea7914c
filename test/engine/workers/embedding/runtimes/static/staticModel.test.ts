import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ModelSpec } from '../../../../../../src/engine/index.js';
import { findModel } from '../../../../../../src/engine/models/catalog.js';
import { runStatic } from '../../../../../../src/engine/workers/embedding/runtimes/static/staticModel.js';
import { createFastTokenizer } from '../../../../../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import fixture from '../../../../../fixtures/static-minilm.json';
import { safetensorsFile } from '../../../../../support/safetensorsFile.js';
import { crateTokenizer } from '../../../../../support/tokenizers.js';

const rules = { normalize: true } as ModelSpec; // of a model's description, all that is looked at but its dimensions
const bytesOf = (values: Float32Array | Float64Array | Int32Array | Int8Array) =>
  new Uint8Array(values.buffer);

describe('model2vec’s own vectors', () => {
  const FIXTURES = '../shared/data/model2vec-rs-fixtures';
  const read = (name: string) => new Uint8Array(readFileSync(`${FIXTURES}/${name}`));
  const LONG = Array.from({ length: 1000 }, () => 'hello').join(' ');

  /** model2vec reads 512 tokens by default. */
  async function embed(folder: string, text: string, dimensions: number): Promise<number[]> {
    const file = read(`${folder}/tokenizer.json`);
    const tokenizer = createFastTokenizer(file) ?? (await crateTokenizer(file));
    const run = runStatic({ ...rules, dimensions }, read(`${folder}/model.safetensors`), tokenizer, file);
    const special = tokenizer.before.length + tokenizer.after.length;
    return [...(await run(tokenizer.encode([text], { maxTokens: 512 + special })))];
  }

  test.skipIf(!existsSync(FIXTURES)).for<[string, string, string, number]>([
    ['test-model-float32', 'hello world', 'embeddings_short.json', 5],
    ['test-model-float32', LONG, 'embeddings_long.json', 5],
    ['test-model-sentence-transformers', 'hello world', 'embeddings_short.json', 5],
    ['test-model-float16', 'hello world', 'embeddings_short.json', 3],
    ['test-model-int8', 'hello world', 'embeddings_short.json', 1],
    ['test-model-vocab-quantized', LONG, 'embeddings_vocab_quantized.json', 5],
  ])('%s', async ([folder, text, name, digits]) => {
    const [expected] = JSON.parse(new TextDecoder().decode(read(name))) as number[][];
    const vector = await embed(folder, text, expected?.length ?? 0);
    expect(vector).toEqual(expected?.map((value) => expect.closeTo(value, digits)));
  });
});

describe('static-minilm-256, of 4 bits a number', () => {
  const spec = findModel('static-minilm-256');
  const read = (path: string) => new Uint8Array(readFileSync(`models/${spec.repo}/${path}`));
  const file = read(spec.files.tokenizer.path);
  const tokenizer = createFastTokenizer(file);
  const run = tokenizer && runStatic(spec, read(spec.files.weights.path), tokenizer, file);

  test.each(fixture.cases)('gives the vector that numpy computes of "$text"', async ({ text, vector }) => {
    const encoded = tokenizer?.encode([text], { maxTokens: spec.maxTokens }) ?? [];
    expect([...((await run?.(encoded)) ?? [])]).toEqual(vector.map((value) => expect.closeTo(value, 5)));
  });
});

describe('a static model', () => {
  const tokenizerFile = new TextEncoder().encode(
    JSON.stringify({ model: { unk_token: '[UNK]', vocab: { '[UNK]': 1 } } }),
  );
  const special = { before: [0], after: [2] };
  const rows = [
    [0, 0],
    [9, 9],
    [5, 5],
    [3, -7],
    [1, 2],
  ];
  const table = { dtype: 'F32', shape: [5, 2], bytes: bytesOf(Float32Array.from(rows.flat())) };
  const run = (tensors: Parameters<typeof safetensorsFile>[0], ids: readonly number[], normalize = false) =>
    runStatic(
      { ...rules, dimensions: 2, normalize },
      safetensorsFile(tensors),
      special as never, // of a tokenizer, all that is looked at
      tokenizerFile,
    )([{ ids: [0, ...ids, 2] }]);

  test('gives the mean of its tokens, without special and unknown ones', async () => {
    expect([...(await run({ embeddings: table }, [3, 1, 4, 4]))]).toEqual(
      [5 / 3, -1].map((value) => expect.closeTo(value, 6)),
    );
  });

  test('gives vectors of length 1 if the model says so, and zeros for a text of unknown tokens', async () => {
    expect([...(await run({ embeddings: table }, [4], true))]).toEqual(
      [1, 2].map((value) => expect.closeTo(value / Math.sqrt(5), 6)),
    );
    expect([...(await run({ embeddings: table }, [1], true))]).toEqual([0, 0]);
    expect([...(await run({ embeddings: table }, []))]).toEqual([0, 0]);
  });

  test('may have int8 or 4 bits, with scales', async () => {
    const scales = { dtype: 'F32', shape: [5], bytes: bytesOf(Float32Array.from([1, 1, 1, 0.5, 2])) };
    const int8 = { dtype: 'I8', shape: [5, 2], bytes: bytesOf(Int8Array.from(rows.flat())) };
    const packed = rows.map(([low = 0, high = 0]) => (low & 15) | ((high & 15) << 4));
    const nibbles = { dtype: 'U8', shape: [5, 1], bytes: Uint8Array.from(packed) };
    for (const embeddings of [int8, nibbles])
      expect([...(await run({ embeddings, scales }, [3, 4]))]).toEqual([1.75, 0.25]);
  });

  test('may give several tokens one row, and each a weight', async () => {
    const mapping = { dtype: 'I32', shape: [6], bytes: bytesOf(Int32Array.from([0, 1, 2, 4, 4, 3])) };
    const weights = { dtype: 'F64', shape: [6], bytes: bytesOf(Float64Array.from([1, 1, 1, 1, 3, 1])) };
    expect([...(await run({ embeddings: table, mapping, weights }, [3, 4]))]).toEqual([2, 4]);
  });

  test.each<[string, Parameters<typeof safetensorsFile>[0], RegExp]>([
    ['without a table', { other: table }, /no tensor of embeddings/],
    ['of other dimensions', { embeddings: { ...table, shape: [2, 5] } }, /vectors have 5 numbers/],
    ['with too few bytes', { embeddings: { ...table, shape: [6, 2] } }, /bytes/],
    [
      'with a mapping to nowhere',
      {
        embeddings: table,
        mapping: { dtype: 'I32', shape: [1], bytes: bytesOf(Int32Array.from([5])) },
      },
      /rows that it does not have/,
    ],
    [
      'with a mapping between rows',
      { embeddings: table, mapping: { dtype: 'F32', shape: [1], bytes: bytesOf(Float32Array.of(1.5)) } },
      /rows that it does not have/,
    ],
    ...['embeddings', 'scales', 'weights'].map(
      (name): [string, Parameters<typeof safetensorsFile>[0], RegExp] => {
        const shape = name === 'embeddings' ? [5, 2] : [5];
        const bytes = bytesOf(new Float32Array(name === 'embeddings' ? 10 : 5).fill(Number.NaN));
        return [
          `with ${name} of NaN`,
          { embeddings: table, [name]: { dtype: 'F32', shape, bytes } },
          /not finite/,
        ];
      },
    ),
  ])('is refused %s', async (_, tensors, message) => {
    expect(() => run(tensors, [3])).toThrow(
      expect.objectContaining({ code: 'model-load-failed', message: expect.stringMatching(message) }),
    );
  });

  test('is refused with the tokenizer of another', async () => {
    await expect(run({ embeddings: table }, [5])).rejects.toMatchObject({ code: 'model-load-failed' });
  });

  test.each([null, [null], {}, [[]], ['[UNK]'], [{ content: '[UNK]', id: '1' }], [{ content: null }]])(
    'knows its unknown token by the vocabulary where its added_tokens are %j',
    async (added_tokens) => {
      const json = { model: { unk_token: '[UNK]', vocab: { '[UNK]': 1 } }, added_tokens };
      const file = new TextEncoder().encode(JSON.stringify(json));
      const spec = { ...rules, dimensions: 2, normalize: false };
      const run = runStatic(spec, safetensorsFile({ embeddings: table }), special as never, file); // as above
      expect([...(await run([{ ids: [0, 1, 4, 2] }]))]).toEqual([1, 2]);
    },
  );
});
