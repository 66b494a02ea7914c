import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { expect, test } from 'vitest';
import { readBert } from '../../../src/engine/workers/embedding/formats/readBert.js';
import { roundBert } from '../../../src/node/convert/roundBert.js';

ort.env.wasm.numThreads = 1;
const result = readBert(new Uint8Array(readFileSync('test/fixtures/weights/float32.onnx')), {
  heads: 2,
  epsilon: 1e-6,
});
if ('foreign' in result) throw new Error(result.foreign);
const { weights } = result;
const texts = [
  [1, 4, 7, 2],
  [1, 9, 3, 3, 2],
];

test('rounding ends behind the layer at which it was stopped', async () => {
  const stop = new AbortController();
  const done: number[] = [];
  const rounding = roundBert(weights, texts, {
    signal: stop.signal,
    onLayer: (layer) => {
      done.push(layer);
      stop.abort(new Error('It was stopped.'));
    },
  });
  await expect(rounding).rejects.toThrow('It was stopped.');
  expect(done).toEqual([1]);
});

test('the pooling decides what weights are fitted to', async () => {
  const [mean, cls] = [await roundBert(weights, texts), await roundBert(weights, texts, { pooling: 'cls' })];
  const last = weights.layers.at(-1);
  if (!last) throw new Error('There are no layers.');
  expect(cls.linears.get(last.output)?.bias).not.toEqual(mean.linears.get(last.output)?.bias);
});
