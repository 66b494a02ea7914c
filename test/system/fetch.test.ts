import { access, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { reactEmbeddings } from '../support/builtPackage.js';
import { type Answer, modelServer } from '../support/modelServer.js';

// Models for one's own server, from a server that answers as the Hugging Face Hub does.

const MODEL = 'all-MiniLM-L6-v2';
const WEIGHTS = `${MODEL}/onnx/model_quantized.onnx`;
let to: string;
beforeEach(async () => {
  to = await mkdtemp(join(tmpdir(), 'react-embeddings-fetch-'));
});

const failing = (...words: string[]) =>
  reactEmbeddings(...words).then(
    () => expect.fail('It did not fail.'),
    (error: { code: number; stderr: string }) => error,
  );
const isAsInModels = async (path: string) =>
  (await readFile(join(to, path))).equals(await readFile(join('models', path)));
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true })).toSorted();

/** The folder `models`, as if it were an owner's. */
const asOwner: Answer = (request) => {
  request.url = request.url?.replace('/owner/', '/') ?? '';
  return false;
};
const serve = (answer?: Answer) => modelServer('models', answer);
/** Serves what is in `to`. */
const own = (answer: Answer) => modelServer(to, answer);

describe('react-embeddings fetch', () => {
  test('writes a model of the catalog as modelsUrl wants it, and names its license', async () => {
    await using server = await serve();
    const { stdout, stderr } = await reactEmbeddings('fetch', MODEL, '--to', to, '--models', server.url);
    expect(await isAsInModels(WEIGHTS)).toBe(true);
    expect((await filesIn(to)).filter((path) => path.endsWith('.part'))).toEqual([]);
    expect(stdout).toMatch(/2 files, 23.3 MB\n/);
    expect(stdout).toMatch(/License: Apache-2.0/);
    expect(stderr).toMatch(/23.3 of 23.3 MB/);
  });

  test('does not fetch again what is there and right, and mends what is wrong', async () => {
    await using server = await serve();
    const fetchIt = () => reactEmbeddings('fetch', MODEL, '--to', to, '--models', server.url);
    await fetchIt();
    await writeFile(join(to, MODEL, 'tokenizer.json'), '{}');
    server.log.length = 0;
    expect((await fetchIt()).stdout).toMatch(/1 of them there already/);
    expect(server.log).toEqual([`GET /${MODEL}/tokenizer.json`]);
    expect(await isAsInModels(`${MODEL}/tokenizer.json`)).toBe(true);
  });

  test('a model that its folder describes comes with what describes it, and runs from there', async () => {
    await using server = await serve(asOwner);
    const name = `owner/${MODEL}`;
    const { stdout } = await reactEmbeddings('fetch', name, '--to', to, '--models', server.url);
    expect(stdout).not.toMatch(/Not verified/);
    const texts = join(to, 'texts.json');
    await writeFile(texts, JSON.stringify(['the cat sings']));
    const vectors = async (model: string, models: string) => {
      const out = join(to, 'v.jsonl');
      await reactEmbeddings('embed', texts, '--out', out, '--model', model, '--models', models);
      return readFile(out, 'utf8');
    };
    expect(await vectors(name, to)).toBe(await vectors(MODEL, 'models'));
  });

  test('keeps nothing of a file that is not the one the catalog names', async () => {
    await using server = await serve(({ url }, response) => {
      if (!url?.endsWith('.onnx')) return false;
      response.writeHead(200).end(Buffer.alloc(22_856_501, 8));
      return true;
    });
    const { code, stderr } = await failing('fetch', MODEL, '--to', to, '--models', server.url);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Error: .*has the SHA-256 .*not stored/m)]);
    expect(await filesIn(join(to, MODEL, 'onnx'))).toEqual([]);
  });

  test('writes nothing outside of the folder, whatever a model names', async () => {
    const outside = '../../../outside';
    const files: Record<string, unknown> = {
      '/a/b/config.json': { model_type: 'bert', hidden_size: 4, max_position_embeddings: 8 },
      '/a/b/modules.json': [{ type: 'x.Transformer' }, { type: 'x.Dense', path: outside }],
      '/a/b/1_Pooling/config.json': { pooling_mode: 'mean' },
      '/outside/config.json': { out_features: 4, activation_function: 'x.Tanh' },
      '/outside/model.safetensors': {},
      '/a/b/onnx/model_quantized.onnx': {},
      '/a/b/tokenizer.json': {},
    };
    await using server = await own(({ url = '', method }, response) => {
      const content = JSON.stringify(files[url]);
      if (content === undefined) return false;
      const body = url.endsWith('.onnx') ? '\b\n' : content;
      response.writeHead(200, { 'Content-Length': body.length }).end(method === 'HEAD' ? undefined : body);
      return true;
    });
    const target = join(to, 'x');
    const { code, stderr } = await failing('fetch', 'a/b', '--to', target, '--models', server.url);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/leads out of/)]);
    await expect(access(join(to, 'outside'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each([
    [['fetch', MODEL], /--to/],
    [['fetch', '--to', 'x'], /Give one model/],
  ])('%j is told how it is used', async (words, message) => {
    const { code, stderr } = await failing(...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('a model that is nowhere is an error in a line', async () => {
    await using server = await serve();
    const { code, stderr } = await failing('fetch', 'no/model', '--to', to, '--models', server.url);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Error: The model's folder has no onnx/)]);
    expect((await failing('fetch', 'nothing', '--to', to)).stderr).toMatch(/^Error: No model "nothing"/);
  });
});
