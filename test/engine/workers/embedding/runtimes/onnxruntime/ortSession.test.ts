import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmbedder, type Embedder, type ModelSource } from '../../../../../../src/engine/index.js';
import { inPageWorker } from '../../../../../../src/engine/rpc/inPageWorker.js';
import { createPipeline } from '../../../../../../src/engine/workers/embedding/pipeline.js';
import { fetchWithFiles } from '../../../../../../src/node/files.js';
import fixture from '../../../../../fixtures/graphs/expected.json';

// Forms of ONNX files that BERT has not, from their folder to the vector: the real pipeline, the real onnxruntime-web.
// What they must say was computed by numpy (test/fixtures/make/graphs.py).

let made: Embedder | undefined;
afterEach(() => made?.dispose());

const RULES = {
  normalize: true,
  maxTokens: 64,
  dimensions: 8,
  prompts: { query: '', document: '' },
} as const;

const ONNXRUNTIME = () =>
  import('../../../../../../src/engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.js');

/** An embedder of a folder of test/fixtures/graphs, with the tokenizer of small-bert beside it. */
function make(name: string, source: ModelSource): Embedder {
  const fixtures = pathToFileURL('test/fixtures').href;
  const fetch = fetchWithFiles(globalThis.fetch);
  const fetchFixture: typeof fetch = (url, init) =>
    fetch(String(url).replace(`graphs/${name}/tokenizer.json`, 'small-bert/tokenizer.json'), init);
  made = createEmbedder({
    model: { url: `${fixtures}/graphs/${name}`, ...RULES, ...source },
    backends: ['cpu'],
    worker: () => inPageWorker(createPipeline({ fetch: fetchFixture, onnxruntime: ONNXRUNTIME })),
  });
  return made;
}

type Rule = 'graph' | 'mean' | 'decoder';

async function expectVectors(embedder: Embedder, rule: Rule): Promise<void> {
  const vectors = await embedder.embedMany(fixture.cases.map(({ text }) => text));
  for (const [i, { text, [rule]: expected }] of fixture.cases.entries())
    expect([...(vectors[i] ?? [])], text).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  expect(embedder.getState()).toMatchObject({ status: 'ready', runtime: 'onnxruntime' });
}

describe('a graph that pools by itself', () => {
  test.each(['whole', 'pooled'])('gives its own output, sentence_embedding (%s)', async (name) => {
    await expectVectors(make(name, { pooling: 'graph' }), 'graph');
  });

  test('may be pooled by a rule, from its vectors of tokens', async () => {
    await expectVectors(make('whole', { pooling: 'mean' }), 'mean');
  });

  test('may be cut to fewer dimensions', async () => {
    const embedder = make('whole', { pooling: 'graph', dimensions: 4 });
    const [{ text, graph } = { text: '', graph: [] }] = fixture.cases;
    const first = graph.slice(0, 4);
    const length = Math.hypot(...first);
    expect([...(await embedder.embed(text))]).toEqual(
      first.map((value) => expect.closeTo(value / length, 5)),
    );
  });

  test('without vectors of tokens, is an error that names the rule to pass', async () => {
    await expect(make('pooled', { pooling: 'mean' }).load()).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining("Pass pooling: 'graph'"),
    });
  });

  test('is an error where there is none', async () => {
    await expect(make('decoder', { pooling: 'graph' }).load()).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('no output sentence_embedding'),
    });
  });
});

describe('weights in files beside the graph', () => {
  test.each(['external', 'dotted', 'two-files'])(
    'are found, and give the same vectors (%s)',
    async (name) => {
      await expectVectors(make(name, { pooling: 'graph' }), 'graph');
    },
  );

  test('make another space than those in the graph', async () => {
    const { space } = await make('whole', { pooling: 'graph', id: 'one' }).load();
    await made?.dispose();
    expect((await make('external', { pooling: 'graph', id: 'one' }).load()).space).not.toBe(space);
  });
});

test('a decoder gets positions, and an empty past', async () => {
  await expectVectors(make('decoder', { pooling: 'lasttoken' }), 'decoder');
});

test('a model of texts, images and sound gets no images', async () => {
  await expectVectors(make('media', { pooling: 'graph' }), 'graph');
});
