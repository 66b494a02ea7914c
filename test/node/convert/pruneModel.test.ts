import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numbersOf } from '../../../src/engine/workers/embedding/formats/numbers.js';
import { readBert } from '../../../src/engine/workers/embedding/formats/readBert.js';
import { type PrunedModel, pruneModel } from '../../../src/node/convert/pruneModel.js';
import { readModel } from '../../../src/node/readModel.js';
import fixture from '../../fixtures/multilingual-e5.json';
import { crateTokenizer, encodeOne } from '../../support/tokenizers.js';

// The bundled model of several languages, pruned to two of them: its tokens and the rows of its table stay what they were.
const source = 'models/multilingual-e5-small';
const signal = new AbortController().signal;
let to: string;
let pruned: PrunedModel;
beforeAll(async () => {
  to = await mkdtemp(join(tmpdir(), 'react-embeddings-prune-'));
  const model = await readModel({ url: pathToFileURL(resolve(source)).href }, { signal });
  pruned = await pruneModel(model, to, ['de', 'en']);
});
afterAll(() => rm(to, { recursive: true }));

const wordsOf = async (folder: string) => {
  const read = readBert(new Uint8Array(await readFile(join(folder, 'onnx/model_q4.onnx'))));
  if ('foreign' in read) throw new Error(read.foreign);
  const { rows, columns, values, blocks } = read.weights.words;
  if (!blocks) throw new Error('The table is not of int4.');
  const { size, factor } = blocks;
  return {
    rows,
    size,
    factor,
    perRow: columns / 2,
    values: values.bytes,
    scales: Array.from(numbersOf(blocks.scales)),
  };
};

describe('a model for some of its languages', () => {
  test('is smaller by the rows of its table', () => {
    expect(pruned.bytes).toBeLessThan(0.8 * pruned.before);
    expect(pruned.path).toBe(join(to, 'onnx/model_q4.onnx'));
  });

  test('has the tokens of their texts, and the rows of these tokens, bit for bit', async () => {
    const [before, after] = await Promise.all([wordsOf(source), wordsOf(to)]);
    expect(after).toMatchObject({ rows: pruned.pieces, size: before.size, factor: before.factor });
    const tokenizer = await crateTokenizer(await readFile(join(to, 'tokenizer.json')));
    for (const { text, ids } of fixture.cases.filter(({ name }) => /^(de|en)\b/.test(name))) {
      const own = encodeOne(tokenizer, `passage: ${text}`).ids;
      expect(own).toHaveLength(ids.length);
      const row = ({ values, scales, perRow, size }: typeof before, id = -1) => ({
        numbers: values.slice(id * perRow, (id + 1) * perRow), // two in a byte
        scales: scales.slice((id * 2 * perRow) / size, ((id + 1) * 2 * perRow) / size),
      });
      for (const [place, id] of own.entries()) expect(row(after, id)).toEqual(row(before, ids[place]));
    }
  });

  test('is not to be had of a language that it does not have, nor of another model', async () => {
    const model = await readModel({ url: pathToFileURL(to).href }, { signal });
    await expect(pruneModel(model, to, ['fr'])).rejects.toThrow(/has the languages en, de alone/);
    const other = { url: pathToFileURL(resolve('models/bge-small-en-v1.5')).href };
    await expect(pruneModel(await readModel(other, { signal }), to, ['en'])).rejects.toThrow(/kind Unigram/);
  });
});
