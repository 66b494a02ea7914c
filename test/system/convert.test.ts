import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import smallBert from '../fixtures/small-bert/expected.json';
import { reactEmbeddings } from '../support/builtPackage.js';

// A BERT's weights in 8 bits, by the command that people run.

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'react-embeddings-convert-'));
});

const failing = (...words: string[]) =>
  reactEmbeddings(...words).then(
    () => expect.fail('It did not fail.'),
    (error: { code: number; stderr: string }) => error,
  );

/** test/fixtures/small-bert, with the files that describe it. */
async function smallBertFolder(): Promise<string> {
  const folder = join(home, 'small-bert');
  await cp('test/fixtures/small-bert', folder, { recursive: true });
  await mkdir(join(folder, '1_Pooling'));
  const write = (path: string, content: unknown) => writeFile(join(folder, path), JSON.stringify(content));
  await write('config.json', { model_type: 'bert', hidden_size: 32, max_position_embeddings: 512 });
  await write('1_Pooling/config.json', { pooling_mode: 'cls', word_embedding_dimension: 32 });
  return folder;
}

describe('react-embeddings convert', () => {
  test('writes a folder whose vectors are those of the floats, and that inspect takes', async () => {
    const to = join(home, 'converted');
    const { stdout } = await reactEmbeddings('convert', await smallBertFolder(), '--to', to);
    expect(stdout).toMatch(/model_quantized\.onnx: 0\.\d MB, of 0\.2 MB/);
    // With 32 random dimensions one text may lose more than the texts below; with MiniLM it is 0.9992.
    expect(Number(/at least (\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.995);
    expect((await readdir(to, { recursive: true })).toSorted()).toEqual([
      '1_Pooling',
      '1_Pooling/config.json',
      'config.json',
      'onnx',
      'onnx/model_quantized.onnx',
      'tokenizer.json',
    ]);
    const inspected = (await reactEmbeddings('inspect', to)).stdout;
    expect(inspected).toMatch(/weights +onnx\/model_quantized.onnx +\(q8\)/);
    expect(inspected).toMatch(/run by +encoder\n/);
  });

  test('gives vectors like those that other code computed', async () => {
    await reactEmbeddings('convert', await smallBertFolder(), '--to', join(home, 'a/converted'));
    const cases = smallBert.cases.filter(({ role }) => role === 'document');
    const [texts, out] = [join(home, 'texts.json'), join(home, 'vectors.jsonl')];
    await writeFile(texts, JSON.stringify(cases.map(({ text }) => text)));
    await reactEmbeddings('embed', texts, '--out', out, '--model', 'a/converted', '--models', home);
    const vectors = (await readFile(out, 'utf8')).trim().split('\n');
    expect(vectors).toHaveLength(cases.length);
    for (const [i, line] of vectors.entries()) {
      const found: number[] = JSON.parse(line);
      const cosine = found.reduce((sum, value, n) => sum + value * Number(cases[i]?.cls[n]), 0);
      expect(cosine, cases[i]?.text).toBeGreaterThanOrEqual(0.998);
    }
  });

  test('writes 4 bits, of which some weights are in 8, and says how close its vectors are', async () => {
    const folder = await smallBertFolder();
    const convert = (name: string, ...words: string[]) =>
      reactEmbeddings('convert', folder, '--to', join(home, name), '--bits', '4', ...words);
    await convert('four');
    const { stdout } = await convert('mixed', '--mixed');
    expect(Number(/at least (\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.9);
    const sizeOf = async (name: string) => (await stat(join(home, name, 'onnx/model_q4.onnx'))).size;
    expect(await sizeOf('mixed')).toBeGreaterThan(await sizeOf('four'));
    expect((await reactEmbeddings('inspect', join(home, 'mixed'))).stdout).toMatch(/run by +encoder\n/);
  });

  test.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
    [
      'a model that is no BERT',
      (folder) => cp('test/fixtures/weights/relu.onnx', join(folder, 'onnx/model.onnx')),
      /^Error: small-bert cannot be converted: its graph has an operator Relu/,
    ],
    [
      'weights that are integers already',
      (folder) => cp('test/fixtures/weights/int8-per-column.onnx', join(folder, 'onnx/model.onnx')),
      /^Error: The weights of small-bert are integers already\. Give a file of floats/,
    ],
    [
      'a broken file',
      (folder) => writeFile(join(folder, 'onnx/model.onnx'), 'nothing'),
      /^Error: The file of the weights is broken/,
    ],
    [
      'weights that call themselves fp16, where there are none of fp32, and are integers',
      async (folder) => {
        await rm(join(folder, 'onnx/model.onnx'));
        await cp('test/fixtures/weights/int8-per-column.onnx', join(folder, 'onnx/model_fp16.onnx'));
      },
      /^Error: The weights of small-bert are integers already/,
    ],
    [
      'weights in two files',
      (folder) => cp('test/fixtures/graphs/external/onnx', join(folder, 'onnx'), { recursive: true }),
      /^Error: The weights lie in a file beside the ONNX file/,
    ],
  ])('%s is refused in a line', async (_, spoil, message) => {
    const folder = await smallBertFolder();
    await spoil(folder);
    const { code, stderr } = await failing('convert', folder, '--to', join(home, 'converted'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(await readdir(home)).toEqual(['small-bert']);
  });

  test('a folder without floats names what it looked for', async () => {
    const { code, stderr } = await failing(
      'convert',
      'models/all-MiniLM-L6-v2',
      '--to',
      join(home, 'converted'),
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Error: The model's folder has no onnx\/model\.onnx/),
    ]);
  });

  test('without --to, it tells how it is used', async () => {
    const { code, stderr } = await failing('convert', home);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/with --to/)]);
  });
});
