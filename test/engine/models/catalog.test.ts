import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalog, EmbedError, hubModels, type ModelSpec } from '../../../src/engine/index.js';
import {
  describeModel,
  findModel,
  isSpec,
  locateModel,
  resolveModel,
} from '../../../src/engine/models/catalog.js';
import { describeFolder } from '../../../src/engine/models/config/describeFolder.js';

const [bge, minilm] = [findModel('bge-small-en-v1.5'), findModel('all-MiniLM-L6-v2')];
const small = findModel('static-minilm-256');
const fourBits = catalog.filter(({ dtype }) => dtype === 'q4');
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);

describe('the catalog', () => {
  test.each(catalog)('describes $id fully', (spec) => {
    const file = { path: expect.any(String), bytes: expect.any(Number), sha256 };
    expect(spec).toEqual({
      id: expect.any(String),
      repo: expect.any(String),
      revision: spec.revision === null ? null : expect.stringMatching(/^[0-9a-f]{40}$/),
      license: expect.any(String),
      ...(!spec.static && { dtype: expect.stringMatching(/^q[48]$/) }),
      dimensions: expect.any(Number),
      maxTokens: expect.any(Number),
      pooling: expect.stringMatching(/^(cls|mean)$/),
      normalize: expect.any(Boolean),
      prompts: { query: expect.any(String), document: expect.any(String) },
      files: { tokenizer: file, weights: file },
      ...(spec.static && { static: true }),
      ...(spec.semanticWeight !== undefined && { semanticWeight: expect.any(Number) }),
      ...(spec.referenceVector && {
        referenceVector: { text: expect.any(String), vector: expect.arrayContaining([expect.any(Number)]) },
      }),
    });
  });

  const bundled = [minilm, small, ...fourBits].flatMap(({ repo, files }) =>
    Object.values(files).map(({ path, ...file }) => ({ ...file, path: `${repo}/${path}` })),
  );
  test.each(bundled)('names the bundled $path by its true length and SHA-256', ({ path, ...expected }) => {
    const content = readFileSync(`models/${path}`);
    expect({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }).toEqual(
      expected,
    );
  });

  test('agrees with the files that came with the bundled model', () => {
    const read = (path: string) => JSON.parse(readFileSync(`models/${minilm.repo}/${path}`, 'utf8'));
    expect(read('sentence_bert_config.json').max_seq_length).toBe(minilm.maxTokens);
    expect(read('1_Pooling/config.json')).toMatchObject({
      word_embedding_dimension: minilm.dimensions,
      pooling_mode_mean_tokens: true,
      pooling_mode_cls_token: false,
    });
    expect(read('modules.json').map(({ type }: { type: string }) => type.split('.').at(-1))).toEqual([
      'Transformer',
      'Pooling',
      'Normalize',
    ]);
  });

  test('agrees with what the folder of the static model says', async () => {
    const path = (name: string) => `models/${small.repo}/${name}`;
    const folder = {
      json: async (name: string) =>
        existsSync(path(name)) ? JSON.parse(readFileSync(path(name), 'utf8')) : undefined,
      has: async (name: string) => existsSync(path(name)),
    };
    const { dimensions, maxTokens, pooling, normalize, prompts, weights } = await describeFolder(folder, {});
    expect({ dimensions, maxTokens, pooling, normalize, prompts, static: true }).toEqual({
      dimensions: small.dimensions,
      maxTokens: small.maxTokens,
      pooling: small.pooling,
      normalize: small.normalize,
      prompts: small.prompts,
      static: small.static,
    });
    expect(weights).toBe(small.files.weights.path);
  });

  test('has bge-small-en-v1.5 as the default, with its own rules', () => {
    expect(findModel()).toBe(bge);
    expect(bge).toMatchObject({
      dimensions: 384,
      maxTokens: 512,
      pooling: 'cls',
      prompts: { query: 'Represent this sentence for searching relevant passages: ', document: '' },
    });
  });
});

describe('a model whose rules are known', () => {
  test.each(hubModels)('$id is described fully, and says what was not checked', (model) => {
    expect(model).toMatchObject({
      repo: expect.stringMatching(/^[\w.-]+\/[\w.-]+$/),
      license: expect.any(String),
      dimensions: expect.any(Number),
      maxTokens: expect.any(Number),
      pooling: expect.stringMatching(/^(cls|mean|lasttoken|graph)$/),
      normalize: true,
      prompts: { query: expect.any(String), document: expect.any(String) },
      verified: ['rules'],
      unverified: ['files', 'vectors'],
    });
    expect(catalog.map(({ id }) => id)).not.toContain(model.id);
  });

  test('is found by its id and by its repo, and the caller’s rules go before its own', () => {
    const source = { id: 'gte-small', repo: 'Xenova/gte-small', pooling: 'mean', maxTokens: 512 };
    expect(resolveModel('gte-small')).toMatchObject(source);
    expect(resolveModel('Xenova/gte-small')).toMatchObject(source);
    expect(resolveModel({ repo: 'Xenova/gte-small', maxTokens: 128 })).toMatchObject({
      ...source,
      maxTokens: 128,
    });
    expect(resolveModel('someone/else')).toEqual({ repo: 'someone/else' });
  });

  test.each([
    ['Xenova/bge-small-en-v1.5', 'bge-small-en-v1.5'],
    ['BAAI/bge-small-en-v1.5', 'bge-small-en-v1.5'],
    ['Xenova/all-MiniLM-L6-v2', 'Xenova/all-MiniLM-L6-v2'],
    ['sentence-transformers/all-MiniLM-L6-v2', 'Xenova/all-MiniLM-L6-v2'],
    ['intfloat/e5-small-v2', 'e5-small-v2'],
    ['intfloat/multilingual-e5-small', 'Xenova/multilingual-e5-small'],
    ['thenlper/gte-small', 'gte-small'],
    ['MongoDB/mdbr-leaf-ir', 'mdbr-leaf-ir'],
    ['Snowflake/snowflake-arctic-embed-xs', 'snowflake-arctic-embed-xs'],
    ['Snowflake/snowflake-arctic-embed-s', 'snowflake-arctic-embed-s'],
    ['Snowflake/snowflake-arctic-embed-m-v1.5', 'snowflake-arctic-embed-m-v1.5'],
    ['ibm-granite/granite-embedding-30m-english', 'granite-embedding-30m-english'],
    ['ibm-granite/granite-embedding-small-english-r2', 'granite-embedding-small-english-r2'],
    ['google/embeddinggemma-300m', 'embeddinggemma-300m'],
    ['google/embeddinggemma-2', 'embeddinggemma-2'],
    ['onnx-community/embeddinggemma-2-ONNX', 'embeddinggemma-2'],
    ['Qwen/Qwen3-Embedding-0.6B', 'qwen3-embedding-0.6b'],
  ])('%s is %s, with all its rules', (name, id) => {
    const model = resolveModel(name);
    expect(model).toEqual(resolveModel(id));
    expect(model).toMatchObject({ id, pooling: expect.any(String), maxTokens: expect.any(Number) });
  });

  test('a name of one that is not known, or of another owner, is a repo of the Hub', () => {
    expect(resolveModel('BAAI/bge-reranker-base')).toEqual({ repo: 'BAAI/bge-reranker-base' });
    expect(resolveModel('someone/all-MiniLM-L6-v2')).toEqual({ repo: 'someone/all-MiniLM-L6-v2' });
  });

  test.each([
    ['mdbr-leaf-ir', 'mean', 768, 512],
    ['snowflake-arctic-embed-xs', 'cls', 384, 512],
    ['snowflake-arctic-embed-s', 'cls', 384, 512],
    ['snowflake-arctic-embed-m-v1.5', 'cls', 768, 512],
    ['granite-embedding-30m-english', 'cls', 384, 512],
    ['granite-embedding-small-english-r2', 'cls', 384, 8192],
    ['embeddinggemma-300m', 'graph', 768, 2048],
    ['embeddinggemma-2', 'graph', 768, 8192],
  ])('%s pools by %s, and has %d dimensions and %d tokens', (id, pooling, dimensions, maxTokens) => {
    expect(resolveModel(id)).toMatchObject({ id, pooling, dimensions, maxTokens, normalize: true });
  });

  test('has the prompts that its authors want', () => {
    const prompts = (id: string) => hubModels.find((model) => model.id === id)?.prompts;
    expect(prompts('e5-small-v2')).toEqual({ query: 'query: ', document: 'passage: ' });
    expect(prompts('nomic-embed-text-v1.5')).toEqual({
      query: 'search_query: ',
      document: 'search_document: ',
    });
    for (const id of ['gte-small', 'granite-embedding-30m-english', 'granite-embedding-small-english-r2'])
      expect(prompts(id)).toEqual({ query: '', document: '' });
    const passages = 'Represent this sentence for searching relevant passages: ';
    for (const id of ['mdbr-leaf-ir', 'snowflake-arctic-embed-xs', 'snowflake-arctic-embed-m-v1.5'])
      expect(prompts(id)).toEqual({ query: passages, document: '' });
    for (const id of ['embeddinggemma-300m', 'embeddinggemma-2'])
      expect(prompts(id)).toEqual({
        query: 'task: search result | query: ',
        document: 'title: none | text: ',
      });
    expect(prompts('qwen3-embedding-0.6b')).toEqual({
      query: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      document: '',
    });
  });
});

describe.each([
  ['embeddinggemma-300m', 'gemma3_text'],
  ['embeddinggemma-2', 'embedding_gemma2'],
  ['google/embeddinggemma-300m', 'gemma3_text'],
  ['onnx-community/embeddinggemma-2-ONNX', 'embedding_gemma2'],
])('%s, whose numbers a float16 cannot hold', (name, model_type) => {
  const files: Record<string, unknown> = {
    'config.json': { model_type, hidden_size: 768, max_position_embeddings: 8192 },
    ...Object.fromEntries(
      ['', '_quantized', '_q4', '_fp16', '_q4f16'].map((suffix) => [`onnx/model${suffix}.onnx`, {}]),
    ),
  };
  const folder = { json: async (path: string) => files[path], has: async (path: string) => path in files };
  const model = resolveModel(name);
  if (isSpec(model)) throw new Error(`${name} is of the catalog`);

  test.each(['fp16', 'q4f16'] as const)('is refused in %s, with a typed error', async (dtype) => {
    const refused = await describeFolder(folder, { ...model, dtype }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EmbedError);
    expect(refused).toMatchObject({ code: 'invalid-input', details: { dtype, type: model_type } });
  });

  test.each([
    [undefined, 'onnx/model_quantized.onnx'],
    ['q8', 'onnx/model_quantized.onnx'],
    ['q4', 'onnx/model_q4.onnx'],
    ['fp32', 'onnx/model.onnx'],
  ] as const)('is taken in %s', async (dtype, weights) => {
    const described = await describeFolder(folder, { ...model, ...(dtype && { dtype }) });
    expect(described).toMatchObject({ weights, pooling: 'graph' });
  });
});

test('an unknown id is a typed error that names the known ones', () => {
  expect(() => findModel('no-such-model')).toThrow(EmbedError);
  expect(() => findModel('no-such-model')).toThrow(/bge-small-en-v1\.5, all-MiniLM-L6-v2/);
});

describe('the files of a model are found', () => {
  test('on the Hub, at a fixed revision, by default', () => {
    expect(locateModel(bge).weights).toBe(
      'https://huggingface.co/Xenova/bge-small-en-v1.5/resolve/ea104dacec62c0de699686887e3f920caeb4f3e3/onnx/model_quantized.onnx',
    );
  });

  test.each(['/models', '/models/', 'https://example.org/models', new URL('https://example.org/models/')])(
    'in a folder of models, %s',
    (modelsUrl) => {
      const folder = String(modelsUrl).replace(/\/$/, '');
      expect(locateModel(minilm, modelsUrl).tokenizer).toBe(`${folder}/all-MiniLM-L6-v2/tokenizer.json`);
    },
  );

  test.each([
    'https://mirror.example/{model}/at/{revision}',
    new URL('https://mirror.example/{model}/at/{revision}/'),
  ])('by a template, %s', (modelsUrl) => {
    expect(locateModel(bge, modelsUrl).tokenizer).toBe(
      `https://mirror.example/Xenova/bge-small-en-v1.5/at/${bge.revision}/tokenizer.json`,
    );
  });

  test('never on the Hub for a model that is not there', () => {
    expect(() => locateModel(minilm)).toThrow(expect.objectContaining({ code: 'model-not-found' }));
  });
});

describe('the space of a model', () => {
  const space = (change: Partial<ModelSpec>) => describeModel({ ...bge, ...change }).space;
  const other = { ...bge.files.weights, sha256: '0'.repeat(64) };

  test('does not depend on where its files are', () => {
    expect(space({ repo: 'elsewhere', revision: null })).toBe(space({}));
  });

  test.each<[string, Partial<ModelSpec>]>([
    ['weights', { files: { ...bge.files, weights: other } }],
    ['tokenizer', { files: { ...bge.files, tokenizer: other } }],
    ['pooling', { pooling: 'mean' }],
    ['normalization', { normalize: false }],
    ['dimensions', { dimensions: 256 }],
    ['prompts', { prompts: { query: '', document: '' } }],
    ['limit', { maxTokens: 256 }],
  ])('is another with another %s', (_, change) => {
    expect(space(change)).not.toBe(space({}));
  });
});
