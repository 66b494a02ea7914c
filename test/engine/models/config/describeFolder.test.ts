import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type HubModelRules, hubModelRules } from '../../../../src/engine/models/catalog.js';
import { describeFolder } from '../../../../src/engine/models/config/describeFolder.js';
import type { ModelFolder, ModelSource } from '../../../../src/engine/models/config/modelSource.js';

// What a model's own files say of it, in the spellings of all versions of sentence-transformers.

type Files = Readonly<Record<string, unknown>>;

const folderOf = (files: Files): ModelFolder => ({
  json: async (path) => files[path],
  has: async (path) => path in files,
});

const BERT: Files = {
  'config.json': {
    model_type: 'bert',
    hidden_size: 384,
    max_position_embeddings: 512,
    pad_token_id: 0,
    num_attention_heads: 12,
    layer_norm_eps: 1e-12,
  },
  'tokenizer_config.json': { model_max_length: 512 },
  'modules.json': modules('Transformer', 'Pooling', 'Normalize'),
  '1_Pooling/config.json': { word_embedding_dimension: 384, pooling_mode_mean_tokens: true },
  'onnx/model.onnx': {},
  'onnx/model_quantized.onnx': {},
};

function modules(...kinds: string[]) {
  return kinds.map((kind, idx) => ({
    idx,
    path: idx === 0 ? '' : `${idx}_${kind}`,
    type: `sentence_transformers.models.${kind}`,
  }));
}

const read = (files: Files, source: ModelSource = {}) =>
  describeFolder(folderOf({ ...BERT, ...files }), source);
const without = (...paths: string[]): Files =>
  Object.fromEntries(Object.entries(BERT).filter(([path]) => !paths.includes(path)));

test('a BERT of sentence-transformers is told by its files, and each rule by which', async () => {
  expect(await read({})).toEqual({
    pooling: 'mean',
    normalize: true,
    dimensions: 384,
    maxTokens: 512,
    prompts: { query: '', document: '' },
    tokenizer: 'tokenizer.json',
    weights: 'onnx/model_quantized.onnx',
    others: [],
    reasons: {
      pooling: '1_Pooling/config.json',
      normalize: 'modules.json',
      dimensions: '1_Pooling/config.json',
      maxTokens: 'config.json',
      prompts: 'default',
      layerNorm: 'default',
      weights: 'q8',
    },
  });
});

test('the bundled model’s files tell what the catalog says', async () => {
  const path = (name: string) => `models/all-MiniLM-L6-v2/${name}`;
  const folder: ModelFolder = {
    json: async (name) => (existsSync(path(name)) ? JSON.parse(readFileSync(path(name), 'utf8')) : undefined),
    has: async (name) => existsSync(path(name)),
  };
  expect(await describeFolder(folder, {})).toMatchObject({
    pooling: 'mean',
    normalize: true,
    dimensions: 384,
    maxTokens: 256,
    weights: 'onnx/model_quantized.onnx',
  });
});

describe('pooling', () => {
  test.each([
    ['cls', { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }],
    ['mean', { pooling_mode_mean_tokens: true }],
    ['max', { pooling_mode_max_tokens: true }],
    ['lasttoken', { pooling_mode_lasttoken: true }],
    ['mean-sqrt', { pooling_mode_mean_sqrt_len_tokens: true }],
    ['cls', { pooling_mode: 'cls' }],
    ['lasttoken', { pooling_mode: ['lasttoken'] }],
    ['mean-sqrt', { pooling_mode: 'mean_sqrt_len_tokens' }],
  ])('is %s for %j', async (pooling, config) => {
    const files = { '1_Pooling/config.json': { word_embedding_dimension: 384, ...config } };
    expect(await read(files)).toMatchObject({ pooling });
  });

  test.each([
    [{ pooling_mode_weightedmean_tokens: true }, /pooling by weightedmean/],
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: true }, /pooling by cls and mean/],
    [{ pooling_mode: ['cls', 'max'] }, /pooling by cls and max/],
    [{ pooling_mode: 'attention' }, /pooling by attention/],
  ])('is refused for %j', async (config, message) => {
    await expect(read({ '1_Pooling/config.json': config })).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringMatching(message),
    });
  });

  test('is never guessed, and the caller’s goes before the files’', async () => {
    const folder = folderOf(without('1_Pooling/config.json', 'modules.json'));
    await expect(describeFolder(folder, {})).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('do not tell its pooling'),
      details: { rule: 'pooling' },
    });
    expect(await describeFolder(folder, { pooling: 'cls' })).toMatchObject({
      pooling: 'cls',
      normalize: true,
      reasons: { pooling: 'option', normalize: 'default', dimensions: 'config.json' },
    });
    expect(await read({}, { pooling: 'cls' })).toMatchObject({ pooling: 'cls' });
  });
});

describe('modules.json', () => {
  test('says whether vectors are scaled', async () => {
    expect(await read({ 'modules.json': modules('Transformer', 'Pooling') })).toMatchObject({
      normalize: false,
    });
  });

  test('may name modules by their later addresses', async () => {
    const later = modules('Transformer', 'Pooling', 'Normalize').map((module) => ({
      ...module,
      type: `sentence_transformers.base.modules.x.${module.type.split('.').at(-1)}`,
    }));
    expect(await read({ 'modules.json': later })).toMatchObject({ normalize: true });
  });

  test('with a module that is not known is refused', async () => {
    await expect(read({ 'modules.json': modules('Transformer', 'CNN') })).rejects.toThrow(/a module CNN/);
  });

  test('may add dense layers, whose last gives the dimensions', async () => {
    const files = {
      'modules.json': modules('Transformer', 'Pooling', 'Dense', 'Dense'),
      '2_Dense/config.json': {
        in_features: 384,
        out_features: 1536,
        activation_function: 'torch.nn.modules.activation.Tanh',
      },
      '3_Dense/config.json': {
        in_features: 1536,
        out_features: 768,
        activation_function: 'torch.nn.modules.linear.Identity',
      },
    };
    expect(await read(files)).toMatchObject({
      dimensions: 768,
      dense: [
        { path: '2_Dense/model.safetensors', activation: 'tanh' },
        { path: '3_Dense/model.safetensors', activation: 'identity' },
      ],
      others: ['2_Dense/model.safetensors', '3_Dense/model.safetensors'],
    });
    const unknown = { ...files['3_Dense/config.json'], activation_function: 'mine.Swish' };
    await expect(read({ ...files, '3_Dense/config.json': unknown })).rejects.toThrow(/Swish/);
  });
});

describe('the limit in tokens', () => {
  test('is that of sentence-transformers before all others', async () => {
    expect(await read({ 'sentence_bert_config.json': { max_seq_length: 128 } })).toMatchObject({
      maxTokens: 128,
    });
    expect(await read({ 'sentence_bert_config.json': { max_seq_length: null } })).toMatchObject({
      maxTokens: 512,
    });
  });

  test('is the smaller of positions and the tokenizer’s, which may be absurd', async () => {
    expect(await read({ 'tokenizer_config.json': { model_max_length: 300 } })).toMatchObject({
      maxTokens: 300,
    });
    expect(await read({ 'tokenizer_config.json': { model_max_length: 1e30 } })).toMatchObject({
      maxTokens: 512,
    });
  });

  test('leaves out the positions that RoBERTa does not use', async () => {
    const config = {
      model_type: 'xlm-roberta',
      hidden_size: 384,
      max_position_embeddings: 514,
      pad_token_id: 1,
    };
    const files = { ...without('tokenizer_config.json'), 'config.json': config };
    expect(await describeFolder(folderOf(files), {})).toMatchObject({ maxTokens: 512 });
  });

  test('is never guessed', async () => {
    const files = { ...without('tokenizer_config.json'), 'config.json': { hidden_size: 384 } };
    await expect(describeFolder(folderOf(files), {})).rejects.toThrow(/do not tell its maxTokens/);
  });
});

test.each([
  [{ query: 'query: ', passage: 'passage: ' }, undefined, { query: 'query: ', document: 'passage: ' }],
  [{ query: 'q ', document: 'd ', corpus: 'c ' }, undefined, { query: 'q ', document: 'd ' }],
  [{ usual: 'u ', query: 'q ' }, 'usual', { query: 'q ', document: 'u ' }],
  [{ clustering: 'x ' }, null, { query: '', document: '' }],
])(
  'prompts %j, by default %j, are taken as sentence-transformers takes them',
  async (prompts, usual, expected) => {
    const config = { prompts, default_prompt_name: usual };
    expect(await read({ 'config_sentence_transformers.json': config })).toMatchObject({ prompts: expected });
  },
);

describe('the weights', () => {
  test.each([
    ['fp32', 'onnx/model.onnx'],
    ['q4', 'onnx/model_q4.onnx'],
    ['fp16', 'onnx/model_fp16.onnx'],
  ] as const)('of dtype %s are %s', async (dtype, path) => {
    expect(await read({ [path]: {} }, { dtype })).toMatchObject({ weights: path });
  });

  test.each(['fp16', 'q4f16'] as const)(
    'of a Gemma are never %s, which cannot hold its numbers',
    async (dtype) => {
      for (const model_type of ['gemma3_text', 'embedding_gemma2']) {
        const files = {
          'config.json': { model_type, hidden_size: 384, max_position_embeddings: 2048 },
          'onnx/model_fp16.onnx': {},
          'onnx/model_q4f16.onnx': {},
        };
        await expect(read(files, { dtype })).rejects.toMatchObject({
          code: 'invalid-input',
          message: expect.stringContaining(`wrong vectors in ${dtype}`),
        });
        expect(await read(files)).toMatchObject({ weights: 'onnx/model_quantized.onnx' });
      }
    },
  );

  test('come with their external data', async () => {
    const files = { 'onnx/model.onnx_data': {}, 'onnx/model.onnx_data_1': {} };
    expect(await read(files, { dtype: 'fp32' })).toMatchObject({
      others: ['onnx/model.onnx_data', 'onnx/model.onnx_data_1'],
    });
  });

  test('of a BERT may be safetensors', async () => {
    const files = { ...without('onnx/model.onnx', 'onnx/model_quantized.onnx'), 'model.safetensors': {} };
    expect(await describeFolder(folderOf(files), {})).toMatchObject({
      weights: 'model.safetensors',
      bert: { heads: 12, epsilon: 1e-12 },
    });
  });

  test('that are not there are an error that names what was looked for', async () => {
    await expect(read({}, { dtype: 'q4' })).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('onnx/model_q4.onnx'),
    });
    await expect(read({}, { dtype: 'q3' as 'q4' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

test('a dense layer behind the pooling gives the dimensions, as that of mdbr-leaf-ir', async () => {
  const { pooling, prompts, normalize } = hubModelRules.find(
    ({ id }) => id === 'mdbr-leaf-ir',
  ) as HubModelRules;
  const source = { pooling, prompts, normalize, dimensions: 768 };
  const files = {
    'modules.json': modules('Transformer', 'Pooling', 'Dense', 'Normalize'),
    '2_Dense/config.json': {
      in_features: 384,
      out_features: 768,
      bias: true,
      activation_function: 'torch.nn.modules.linear.Identity',
    },
  };
  expect(await read(files, source)).toMatchObject({
    dimensions: 768,
    dense: [{ path: '2_Dense/model.safetensors', activation: 'identity' }],
  });
  await expect(read({}, source), 'a conversion without it').rejects.toMatchObject({ code: 'invalid-input' });
});

describe('fewer dimensions than the model has', () => {
  test('may be asked for', async () => {
    expect(await read({}, { dimensions: 128, layerNorm: true })).toMatchObject({
      dimensions: 128,
      fullDimensions: 384,
      layerNorm: true,
    });
  });

  test('but not more', async () => {
    await expect(read({}, { dimensions: 512 })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

test('a static model is told by config.json or modules.json', async () => {
  const config = { model_type: 'model2vec', hidden_dim: 64, seq_length: 1_000_000, normalize: true };
  const files = { 'config.json': config, 'model.safetensors': {} };
  const expected = {
    static: true,
    pooling: 'mean',
    normalize: true,
    dimensions: 64,
    maxTokens: 1_000_000,
    weights: 'model.safetensors',
  };
  expect(await describeFolder(folderOf(files), {})).toMatchObject(expected);
  const withModules = { ...files, 'modules.json': modules('StaticEmbedding', 'Normalize') };
  expect(await describeFolder(folderOf(withModules), {})).toMatchObject(expected);
});

describe('numbers that a model cannot have are typed errors', () => {
  const ODD = [1.5, -1, 0, 1e300];
  const config = BERT['config.json'] as Record<string, unknown>;

  test.each(ODD)('%d, of a file', async (number) => {
    const places: Files[] = [
      { '1_Pooling/config.json': { word_embedding_dimension: number, pooling_mode_mean_tokens: true } },
      {
        '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
        'config.json': { ...config, hidden_size: number },
      },
      { 'config.json': { ...config, max_position_embeddings: number } },
      { 'sentence_bert_config.json': { max_seq_length: number } },
    ];
    for (const files of places)
      await expect(read(files)).rejects.toMatchObject({ code: 'model-load-failed' });
  });

  test.each(ODD.filter((number) => number < 1e6))('%d tokens of a tokenizer', async (model_max_length) => {
    const reading = read({ 'tokenizer_config.json': { model_max_length } });
    await expect(reading).rejects.toMatchObject({ code: 'model-load-failed' });
  });

  test.each([...ODD, Number.NaN])('%d, of an option', async (number) => {
    for (const source of [{ dimensions: number }, { maxTokens: number }])
      await expect(read({}, source)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

test('a server that has a file at any address ends the search for external data', async () => {
  const everything: ModelFolder = { json: async (path) => BERT[path], has: async () => true };
  expect((await describeFolder(everything, {})).others.length).toBeLessThanOrEqual(100);
});
