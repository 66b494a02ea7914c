import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reactEmbeddings } from '../support/builtPackage.js';

// How a model would be run, as the loader itself finds out.

const smallBert = async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'react-embeddings-inspect-')), 'small-bert');
  await cp('test/fixtures/small-bert', folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"hidden_size":32,"max_position_embeddings":32}');
  return folder;
};

const describePooling = (folder: string, mode: string) =>
  cp('models/all-MiniLM-L6-v2/1_Pooling', join(folder, '1_Pooling'), { recursive: true }).then(() =>
    writeFile(
      join(folder, '1_Pooling/config.json'),
      JSON.stringify({ pooling_mode: mode, word_embedding_dimension: 32 }),
    ),
  );

const failing = (...words: string[]) =>
  reactEmbeddings(...words).then(
    () => expect.fail('It did not fail.'),
    (error: { code: number; stderr: string }) => error,
  );

describe('react-embeddings inspect', () => {
  test('tells the rules of a folder, which file says so, and that the encoder runs it', async () => {
    const { stdout } = await reactEmbeddings('inspect', 'models/all-MiniLM-L6-v2');
    expect(stdout).toMatch(/pooling +mean +\(1_Pooling\/config.json\)/);
    expect(stdout).toMatch(/maxTokens +256 +\(sentence_bert_config.json\)/);
    expect(stdout).toMatch(/weights +onnx\/model_quantized.onnx +\(q8\)/);
    expect(stdout).toMatch(/run by +encoder\n/);
    expect(stdout).toMatch(/space +all-MiniLM-L6-v2\/mean\/l2\/384\/256\//);
  });

  test('tells why the encoder does not run a model', async () => {
    const folder = await smallBert();
    await describePooling(folder, 'max');
    const { stdout } = await reactEmbeddings('inspect', folder);
    expect(stdout).toMatch(/run by +onnxruntime +\(The encoder cannot run this model: it pools by max\.\)/);
  });

  test('looks at the folder as it is now, not as it was', async () => {
    const folder = await smallBert();
    await describePooling(folder, 'cls');
    expect((await reactEmbeddings('inspect', folder)).stdout).toMatch(/run by +encoder/);
    await rm(join(folder, '1_Pooling'), { recursive: true });
    const { code, stderr } = await failing('inspect', folder);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Error: .*do not tell its pooling/)]);
  });

  test('a model of the catalog is told without a download', async () => {
    const { stdout } = await reactEmbeddings('inspect', 'bge-small-en-v1.5');
    expect(stdout).toMatch(/pooling +cls +\(catalog\)/);
    expect(stdout).toMatch(/run by +not tried/);
  });
});
