import { expect, test } from 'vitest';
import { nextTask } from '../../../../../../src/engine/utils/promises.js';
import { runInPasses } from '../../../../../../src/engine/workers/embedding/runtimes/encoder/runInPasses.js';

const text = (tokens: number, id: number) => Array.from({ length: tokens }, () => id);

test('another call is answered between the passes of a batch, and vectors are those of one pass', async () => {
  const calls: number[] = [];
  const run = runInPasses({
    dimensions: 1,
    encode(texts) {
      calls.push(texts.length);
      return Float32Array.from(texts, ([id = 0]) => id);
    },
  });
  const batch = run([text(200, 7), text(200, 8), text(200, 9)].map((ids) => ({ ids })));
  await nextTask();
  const query = run([{ ids: text(3, 5) }, { ids: text(3, 6) }]);
  expect(await query).toEqual(Float32Array.of(5, 6));
  expect(await batch).toEqual(Float32Array.of(7, 8, 9));
  expect(calls.indexOf(2)).toBeLessThan(3);
  expect(calls.filter((texts) => texts === 1)).toHaveLength(3);
});
