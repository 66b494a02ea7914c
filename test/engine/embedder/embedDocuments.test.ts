import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createVectorCache,
  type Embedder,
  type EmbedderOptions,
} from '../../../src/engine/index.js';
import { at, ended, indexOf } from '../../support/notes.js';
import { tokenModel } from '../../support/tokenModel.js';

// The worker's tokenizer is the bundled model's; a vector counts the token ids of its passage, so that passages show in it.

afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
  vi.restoreAllMocks();
});

const SENTENCE = 'The boats wait at the old bridge until somebody rows them home. ';
const LONG = SENTENCE.repeat(40); // some 520 tokens, where the model reads 256
const VERY_LONG = SENTENCE.repeat(200);

function embedderOf(model: ReturnType<typeof tokenModel>, options: EmbedderOptions = {}): Embedder {
  const embedder = createEmbedder({
    ...at,
    model: model.spec,
    backends: ['cpu'],
    worker: model.worker,
    maxWorkers: 1,
    ...options,
  });
  ended.push(embedder);
  return embedder;
}

/** A document's passages, and the vector of each. */
async function embedOne(embedder: Embedder, text: string, overlap = 32) {
  const { passages, vectors, dimensions } = await embedder.embedDocuments([text], { overlap });
  const [own = []] = passages;
  return own.map((span, row) => ({
    ...span,
    vector: vectors.slice(row * dimensions, (row + 1) * dimensions),
  }));
}

describe('documents', () => {
  test('that the model reads whole are one passage, with the vector of the text', async () => {
    const embedder = embedderOf(tokenModel());
    expect(await embedOne(embedder, SENTENCE)).toEqual([
      { start: 0, end: SENTENCE.length, vector: new Float32Array(await embedder.embed(SENTENCE)) },
    ]);
  });

  test('tell how far they are by the passage, however few and long they are', async () => {
    const embedder = embedderOf(tokenModel());
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => void seen.push(done / total);
    const sentences = Array.from({ length: 200 }, (_, i) => `${i}. ${SENTENCE}`); // equal passages are embedded once
    await embedder.embedDocuments([sentences.join(''), SENTENCE], { onProgress });
    expect(seen.length).toBeGreaterThan(5); // the long one has more than 10 passages
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  test.each([
    ['', LONG],
    ['passage: ', LONG],
    ['', VERY_LONG],
  ])(
    'with prompt "%s" that are too long have the passages of splitText, and the vectors of these',
    async (prompt, text) => {
      const embedder = embedderOf(tokenModel(prompt));
      const split = await embedder.splitText(text, { overlap: 32 });
      const vectors = await embedder.embedMany(split.map((passage) => passage.text));
      const expected = split.map(({ start, end }, i) => ({
        start,
        end,
        vector: new Float32Array(vectors[i] as Float32Array),
      }));
      expect(expected.length).toBeGreaterThan(2);
      expect(await embedOne(embedderOf(tokenModel(prompt)), text)).toEqual(expected);
    },
  );

  test('of white space only are one passage', async () => {
    const blank = ' \n'.repeat(2_000);
    expect(await embedOne(embedderOf(tokenModel()), blank)).toMatchObject([{ start: 0, end: blank.length }]);
  });

  test('are rows of one matrix, in their order, which is the caller’s own', async () => {
    const embedder = embedderOf(tokenModel());
    const texts = ['one', LONG, 'two', 'one'];
    const { passages, vectors, dimensions, space } = await embedder.embedDocuments(texts);
    expect(passages.map((own) => own.length)).toEqual([1, 3, 1, 1]);
    expect([vectors.length / dimensions, space]).toEqual([6, embedder.space]);
    expect(vectors.slice(0, dimensions)).toEqual(vectors.slice(5 * dimensions));
    vectors.fill(7);
    expect((await embedder.embedDocuments(['one'])).vectors[0]).not.toBe(7);
  });

  test('have no vectors on the hash backend', async () => {
    const embedder = createEmbedder({ backends: ['hash'] });
    await expect(embedder.embedDocuments(['one'])).rejects.toMatchObject({ code: 'backend-unavailable' });
  });
});

describe('the worker', () => {
  test('gets each document once, and tokenizes it once', async () => {
    const model = tokenModel();
    const texts = [...Array.from({ length: 100 }, (_, i) => `${i} ${SENTENCE}`), `${LONG} end`];
    const index = indexOf(embedderOf(model, { cache: createVectorCache({ maxVectors: 0 }) }));
    index.add(texts.map((text, i) => ({ id: `${i}`, text })));
    await index.build();
    expect(model.calls.flat().toSorted()).toEqual(texts.toSorted());
    expect(model.calls.length).toBeLessThan(texts.length / 4);
    expect(texts.map((text) => model.tokenized.get(text))).toEqual(texts.map(() => 1));
  });

  test('gets nothing again that the cache has, whether it was a document or a passage', async () => {
    const model = tokenModel();
    const embedder = embedderOf(model);
    const [first] = await embedOne(embedder, LONG);
    await embedder.embed(SENTENCE);
    const calls = model.calls.length;
    await embedder.embedDocuments([LONG]);
    await embedder.embed(LONG.slice(first?.start, first?.end));
    expect(model.calls).toHaveLength(calls);
    await embedder.embedDocuments([LONG], { overlap: 0 });
    expect(model.calls).toHaveLength(calls + 1);
  });
});

test.each([
  ['', 40],
  ['passage: ', 40],
  ['', 200],
])(
  'with prompt "%s", a passage is embedded below the headings above it (%i sentences)',
  async (prompt, count) => {
    const embedder = embedderOf(tokenModel(prompt));
    const text = `# Harbor\n\n${SENTENCE.repeat(3)}\n\n## Boats\n\n${SENTENCE.repeat(count)}`;
    const last = (await embedOne(embedder, text)).at(-1);
    const part = text.slice(last?.start, last?.end);
    expect(last?.vector).toEqual(new Float32Array(await embedder.embed(`Harbor > Boats\n${part}`)));
    expect(await embedOne(embedder, text)).toContainEqual(last); // from the cache
  },
);
