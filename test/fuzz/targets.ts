import { readFileSync } from 'node:fs';
import { describeFolder } from '../../src/engine/models/config/describeFolder.js';
import { B, K1 } from '../../src/engine/ranking/Bm25.js';
import type { NewDocument } from '../../src/engine/rpc/searchProtocol.js';
import { digestBytesOfTexts } from '../../src/engine/utils/sha256Sync.js';
import { remoteFolder } from '../../src/engine/workers/embedding/download/remoteFolder.js';
import { readBert } from '../../src/engine/workers/embedding/formats/readBert.js';
import { runStatic } from '../../src/engine/workers/embedding/runtimes/static/staticModel.js';
import { createFastTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import { createRustTokenizer } from '../../src/engine/workers/embedding/tokenizer/rustTokenizer.js';
import { readIndexFile } from '../../src/engine/workers/search/readIndexFile.js';
import { SearchEngine } from '../../src/engine/workers/search/SearchEngine.js';
import { hostilePipeline } from './hostilePipelines.js';
import { lyingIndex } from './indexFiles.js';
import { mutatedJson } from './json.js';
import { mutatedOnnx, rewiredOnnx } from './onnxFiles.js';
import type { Random } from './random.js';
import { compareWithRuntime } from './runtime.js';
import { mutatedSafetensors, wrongNumbers } from './safetensorsFiles.js';

/** What became of a case: why an accepted one is wrong, if it is. */
export type Verdict = 'refused' | 'accepted' | 'compared' | { readonly wrong: string };

/** Makes one case, and reads it. Whatever is thrown must be an EmbedError. */
export type Target = (random: Random) => Promise<Verdict>;

/** By their paths in this project, in which it runs. */
const file = (path: string) => new Uint8Array(readFileSync(path));
const json = (path: string): unknown => JSON.parse(new TextDecoder().decode(file(path)));
const FORMS = [
  'float32',
  'layer-normalization',
  'int8-per-column',
  'uint8-per-tensor',
  'dequantize-linear',
  'float16',
];
const onnxFiles = FORMS.map((form) => file(`test/fixtures/weights/${form}.onnx`));
const BERT = { heads: 2, epsilon: 1e-6 };

/** An ONNX file that is damaged anywhere. One accepted file in forty is run by onnxruntime-web too. */
export const onnx: Target = async (random) => {
  const bytes = mutatedOnnx(random.pick(onnxFiles), random);
  const read = readBert(bytes);
  if ('foreign' in read) return 'refused';
  return random.below(40) === 0 ? compareWithRuntime(bytes, read.weights) : 'accepted';
};

/** A graph that computes something else. Each accepted one is run by onnxruntime-web too. */
export const rewired: Target = async (random) => {
  const bytes = rewiredOnnx(random.pick(onnxFiles.slice(0, 2)), random);
  const read = readBert(bytes);
  return 'foreign' in read ? 'refused' : compareWithRuntime(bytes, read.weights);
};

const safetensorsFile = file('test/fixtures/weights/float32.safetensors');

export const safetensors: Target = async (random) => {
  const bytes = mutatedSafetensors(safetensorsFile, random);
  const read = readBert(bytes, BERT);
  if ('foreign' in read) return 'refused';
  const wrong = wrongNumbers(bytes, read.weights);
  return wrong === undefined ? 'compared' : { wrong };
};

const tokenizerJson = json('test/fixtures/small-bert/tokenizer.json');
const TEXTS = ['hello world, the cat', 'Ünïcode [MASK] 你好!', '', 'a'.repeat(300)];
const crate = WebAssembly.compile(file('src/engine/tokenizers/tokenizers.wasm'));

/** What the fast path takes, the crate must read alike. */
export const tokenizer: Target = async (random) => {
  const bytes = new TextEncoder().encode(JSON.stringify(mutatedJson(tokenizerJson, random)));
  const fast = createFastTokenizer(bytes);
  const other = await createRustTokenizer(await crate, bytes);
  if (!fast) return 'accepted';
  const [found, expected] = [fast, other].map((each) =>
    JSON.stringify(each.encode(TEXTS).map(({ ids }) => ids)),
  );
  return found === expected ? 'compared' : { wrong: `ids ${found} instead of ${expected}` };
};

const pipelines = Object.values(
  (json('test/fixtures/tokenizers.json') as { kinds: Record<string, { tokenizer: unknown }> }).kinds, // as it is made
).map(({ tokenizer }) => tokenizer);

/** Files for the crate alone, whose steps are many and multiply. */
export const pipeline: Target = async (random) => {
  const file = hostilePipeline(random.pick(pipelines), random);
  const tokenizer = await createRustTokenizer(await crate, new TextEncoder().encode(JSON.stringify(file)));
  for (const offsets of [false, true]) tokenizer.encode(TEXTS, { offsets });
  return 'accepted';
};

const staticTokenizer = createFastTokenizer(file('test/fixtures/small-bert/tokenizer.json'));

export const staticModel: Target = async (random) => {
  const [rows, dimensions] = [120, 4];
  const table = new Float32Array(rows * dimensions).map((_, i) => Math.sin(i));
  if (random.below(2) === 0) table[random.below(table.length)] = random.number();
  const header = mutatedJson(
    { embeddings: { dtype: 'F32', shape: [rows, dimensions], data_offsets: [0, table.byteLength] } },
    random,
  );
  const text = JSON.stringify(
    random.below(3) === 0
      ? header
      : { embeddings: { dtype: 'F32', shape: [rows, dimensions], data_offsets: [0, table.byteLength] } },
  );
  const bytes = new Uint8Array([
    ...new Uint8Array(8),
    ...new TextEncoder().encode(text),
    ...new Uint8Array(table.buffer),
  ]);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(new TextEncoder().encode(text).length), true);
  const rules = new TextEncoder().encode(
    JSON.stringify(
      mutatedJson(
        { model: { unk_token: '[UNK]', vocab: { '[UNK]': 1 } }, added_tokens: [{ content: '[UNK]', id: 1 }] },
        random,
      ),
    ),
  );
  if (!staticTokenizer) throw new Error('The fixture is no WordPiece.');
  const run = runStatic(
    { dimensions, normalize: true } as Parameters<typeof runStatic>[0],
    bytes,
    staticTokenizer,
    rules,
  ); // all that is looked at
  const vector = await run(staticTokenizer.encode(['hello world']));
  return vector.every(Number.isFinite) ? 'compared' : { wrong: `vector ${vector}` };
};

const WORDS = ['red', 'wine', 'glass', 'paper', 'moon', 'river', '犬', 'old'];
const documents = Array.from(
  { length: 30 },
  (_, docId): NewDocument => ({
    docId,
    text: Array.from({ length: 3 + (docId % 5) }, (_, i) => WORDS[(docId * 3 + i * i) % WORDS.length]).join(
      ' ',
    ),
  }),
);
const indexFile = (async () => {
  const engine = new SearchEngine();
  engine.documents.put(documents, true);
  const vectors = new Float32Array(documents.length * 4).map((_, i) => Math.sin(i * i));
  const passages = documents.map(({ docId, text }) => ({
    docId,
    passages: [{ start: 0, end: text.length }],
  }));
  await engine.vectors.put({ documents: passages, data: vectors, dimensions: 4, precision: 'float32' });
  const input = {
    space: 's',
    docIds: documents.map(({ docId }) => docId),
    items: documents.map(({ docId }) => `{"id":${docId}}`),
  };
  return [
    await engine.files.write({ ...input, precision: 'float32' }),
    await engine.files.write({ ...input, precision: 'int8' }),
  ];
})();

/** What a file says is what is found. */
export const index: Target = async (random) => {
  const bytes = lyingIndex(random.pick(await indexFile), random);
  const read = await readIndexFile(bytes);
  const engine = new SearchEngine();
  await engine.files.open(bytes);
  const own = documents.slice(0, read.items.length);
  const isComplete =
    own.length === read.items.length && own.every(({ text }, i) => isDigest(read.digests, i, text));
  engine.files.importDocuments(0, own, 'auto');
  engine.files.close(true);
  const query = random.pick(WORDS);
  const vector = Float32Array.of(0.5, 0.5, 0.5, 0.5);
  for (const mode of ['lexical', 'semantic', 'hybrid'] as const) {
    const { hits } = await engine.search(
      {
        searchId: 1,
        query,
        vector,
        mode,
        limit: 50,
        minScore: Number.NEGATIVE_INFINITY,
        prefix: false,
        fusion: 'weighted-mean',
        semanticWeight: 0.5,
      },
      () => false,
    );
    const odd = hits.find(
      ({ score, docId, cosine = 0 }) =>
        !Number.isFinite(score) || !Number.isFinite(cosine) || Math.abs(cosine) > 1.0001 || !own[docId],
    );
    if (odd) return { wrong: `${mode} hit ${JSON.stringify(odd)}` };
    // A word that is not in the file finds words near it.
    if (mode !== 'lexical' || !isComplete || !read.words.terms.includes(query)) continue;
    const expected = naiveBm25(read.words, query);
    const differs = hits.find(({ docId, bm25 = 0 }) => !(Math.abs((expected.get(docId) ?? 0) - bm25) < 1e-3));
    if (differs || hits.length !== expected.size)
      return { wrong: `${query} finds ${JSON.stringify(hits)} instead of ${[...expected]}` };
  }
  return 'compared';
};

function isDigest(digests: Uint8Array, item: number, text: string): boolean {
  const own = digestBytesOfTexts([text]);
  return digests.subarray(16 * item, 16 * item + 16).every((byte, i) => byte === own[i]);
}

/** Scores by the formula, from the tables as they are. */
function naiveBm25(
  { terms, starts, postings, lengths }: Awaited<ReturnType<typeof readIndexFile>>['words'],
  term: string,
): Map<number, number> {
  const found = new Map<number, number>();
  const at = terms.indexOf(term);
  if (at < 0) return found;
  const list = Array.from(postings.subarray(starts[at], starts[at + 1]));
  const average = lengths.reduce((a, b) => a + b, 0) / lengths.length;
  const idf = Math.log(1 + (lengths.length - list.length + 0.5) / (list.length + 0.5));
  for (const posting of list) {
    const [item, times] = [posting >>> 8, posting & 255];
    found.set(
      item,
      (idf * (K1 + 1) * times) / (times + K1 * (1 - B + (B * Number(lengths[item])) / average)),
    );
  }
  return found;
}

const FOLDER: Record<string, unknown> = {
  'config.json': {
    model_type: 'bert',
    hidden_size: 384,
    max_position_embeddings: 512,
    pad_token_id: 0,
    num_attention_heads: 12,
    layer_norm_eps: 1e-12,
  },
  'tokenizer_config.json': { model_max_length: 512 },
  'sentence_bert_config.json': { max_seq_length: 256 },
  'config_sentence_transformers.json': { prompts: { query: 'q: ' }, default_prompt_name: 'query' },
  'modules.json': ['Transformer', 'Pooling', 'Dense', 'Normalize'].map((kind, i) => ({
    path: i ? `${i}_${kind}` : '',
    type: `sentence_transformers.models.${kind}`,
  })),
  '1_Pooling/config.json': { word_embedding_dimension: 384, pooling_mode_mean_tokens: true },
  '2_Dense/config.json': { out_features: 256, activation_function: 'torch.nn.modules.activation.Tanh' },
  'onnx/model.onnx': {},
};

export const folder: Target = async (random) => {
  const files = { ...FOLDER };
  for (let count = 1 + random.below(2); count > 0; count--) {
    const name = random.pick(Object.keys(files));
    files[name] = mutatedJson(files[name], random);
  }
  const spec = await describeFolder(
    { json: async (path) => files[path], has: async (path) => path in files },
    {},
  );
  const counts = [spec.dimensions, spec.maxTokens, spec.bert?.heads ?? 1];
  return counts.every((count) => Number.isSafeInteger(count) && count > 0)
    ? 'compared'
    : { wrong: `counts ${counts}` };
};

export const headers: Target = async (random) => {
  const value = () =>
    String(
      random.pick([
        random.number(),
        `bytes 0-0/${random.number()}`,
        'x',
        '',
        '1234',
        'bytes 0-0/1234',
        random.below(2 ** 31),
      ]),
    );
  const names = [
    'content-range',
    'content-length',
    'x-linked-size',
    'etag',
    'content-type',
    'retry-after',
    'x-error-code',
  ];
  const all = Object.fromEntries(names.filter(() => random.below(2) === 0).map((name) => [name, value()]));
  const status = random.pick([200, 206, 200, 206, 404, 416, 500, 429, 403]);
  const fetch = async () => new Response(null, { status, headers: all });
  const bytes = await remoteFolder('https://models.example/m', { fetch, wait: async () => {} }).bytesOf(
    'onnx/model.onnx',
  );
  return Number.isSafeInteger(bytes) && bytes > 0
    ? 'compared'
    : { wrong: `${bytes} bytes for ${JSON.stringify(all)}` };
};

/** Starts what is slow only the first time: two runtimes of wasm. */
export async function warmUp(): Promise<void> {
  const bytes = onnxFiles[0] as Uint8Array;
  const read = readBert(bytes);
  const verdict = 'foreign' in read ? 'refused' : await compareWithRuntime(bytes, read.weights);
  if (verdict !== 'compared')
    throw new Error(`The file that is mutated gives ${JSON.stringify(verdict)} itself.`);
  const json = new TextEncoder().encode(JSON.stringify(tokenizerJson));
  (await createRustTokenizer(await crate, json)).encode(TEXTS);
  await indexFile;
}

/** All of them, by what they read. */
export const TARGETS = {
  onnx,
  rewired,
  safetensors,
  tokenizer,
  pipeline,
  staticModel,
  index,
  folder,
  headers,
} as const;
