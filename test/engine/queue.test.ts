import { expect, test, vi } from 'vitest';
import { defer } from '../../src/engine/promises.js';
import { EmbedQueue } from '../../src/engine/queue.js';

/** A queue whose batches wait until they are let go; an input's vector is [its length]. */
function makeQueue() {
  const cache = new Map<string, Float32Array>();
  const batches: string[][] = [];
  const gates: (() => void)[] = [];
  const queue = new EmbedQueue({
    cache,
    embed: async (inputs) => {
      const gate = defer<void>();
      gates.push(() => gate.resolve());
      batches.push([...inputs]);
      await gate.promise;
      return Float32Array.from(inputs, (input) => input.length);
    },
  });
  /** Lets batch after batch go until nothing is left. */
  const finish = async () => {
    for (let done = 0; ; done++) {
      await vi.waitFor(() => expect(gates.length).toBeGreaterThan(done), { timeout: 50 }).catch(() => {});
      if (gates.length <= done) return;
      gates[done]?.();
    }
  };
  return {
    queue,
    cache,
    batches,
    gates,
    finish,
    started: (n: number) => vi.waitUntil(() => batches.length >= n),
  };
}

test('inputs get their vectors in order, in one batch if they are short', async () => {
  const { queue, batches, finish } = makeQueue();
  const vectors = queue.embedAll(['a', 'bbb', 'cc'], { role: 'document' });
  await finish();
  expect(await vectors).toEqual([Float32Array.of(1), Float32Array.of(3), Float32Array.of(2)]);
  expect(batches).toEqual([['a', 'bbb', 'cc']]);
});

test('equal inputs are embedded once, within a call and between calls', async () => {
  const { queue, batches, finish } = makeQueue();
  const all = Promise.all([
    queue.embedAll(['a', 'a', 'b'], { role: 'document' }),
    queue.embedAll(['b', 'c'], { role: 'query' }),
  ]);
  await finish();
  expect((await all).map((vectors) => vectors.length)).toEqual([3, 2]);
  expect(batches.flat().toSorted()).toEqual(['a', 'b', 'c']);
});

test('an input that is being embedded is shared', async () => {
  const { queue, batches, finish, started } = makeQueue();
  const first = queue.embedAll(['a'], { role: 'document' });
  await started(1);
  const second = queue.embedAll(['a'], { role: 'query' });
  await finish();
  expect(await second).toEqual(await first);
  expect(batches).toEqual([['a']]);
});

test('what the cache has is not embedded', async () => {
  const { queue, cache, batches, finish } = makeQueue();
  cache.set('a', Float32Array.of(7));
  const vectors = queue.embedAll(['a', 'b'], { role: 'document' });
  await finish();
  expect(await vectors).toEqual([Float32Array.of(7), Float32Array.of(1)]);
  expect(batches).toEqual([['b']]);
});

test('a query goes before documents that wait, and overtakes itself as a document', async () => {
  const { queue, batches, finish, started } = makeQueue();
  const long = Array.from({ length: 4 }, (_, index) => `${index}`.repeat(1_500));
  const documents = queue.embedAll(long, { role: 'document' });
  await started(1);
  const query = queue.embedAll(['query', long[3] as string], { role: 'query' });
  await finish();
  await Promise.all([documents, query]);
  expect(batches.map((batch) => batch.map((input) => input.slice(0, 5)))).toEqual([
    ['00000'],
    ['query', '33333'],
    ['11111'],
    ['22222'],
  ]);
});

test('a batch is bounded by characters and by texts, and holds at least one', async () => {
  const { queue, batches, finish } = makeQueue();
  const inputs = [
    ...Array.from({ length: 40 }, (_, index) => `${index}`),
    'x'.repeat(5_000),
    'y'.repeat(5_000),
  ];
  const vectors = queue.embedAll(inputs, { role: 'document' });
  await finish();
  await vectors;
  expect(batches.map((batch) => batch.length)).toEqual([32, 8, 1, 1]);
});

test('an aborted call rejects with the reason of its signal, and its waiting inputs are dropped', async () => {
  const { queue, cache, batches, finish, started } = makeQueue();
  const controller = new AbortController();
  const big = (letter: string) => letter.repeat(3_000);
  const aborted = queue.embedAll([big('a'), big('b'), big('c')], {
    role: 'document',
    signal: controller.signal,
  });
  const other = queue.embedAll([big('c')], { role: 'document' });
  await started(1);
  controller.abort(new Error('no longer wanted'));
  await expect(aborted).rejects.toThrow('no longer wanted');
  await finish();
  await other;
  expect(batches.map(([input]) => input?.[0])).toEqual(['a', 'c']); // a had begun, c is wanted by another call
  expect(cache.get(big('a'))).toBeDefined();
});

test('progress counts to the total, once for each batch', async () => {
  const { queue, cache, finish } = makeQueue();
  cache.set('kept', Float32Array.of(0));
  const steps: number[] = [];
  const inputs = ['kept', ...Array.from({ length: 40 }, (_, index) => `${index}`)];
  const vectors = queue.embedAll(inputs, {
    role: 'document',
    onProgress: ({ done, total }) => steps.push(done / total),
  });
  await finish();
  await vectors;
  expect(steps).toEqual([1 / 41, 33 / 41, 1]);
});

test('a batch that fails rejects those who wait for it, and the next one runs', async () => {
  let fail = true;
  const queue = new EmbedQueue({
    cache: new Map(),
    embed: async (inputs) => {
      if (fail) throw new Error('out of memory');
      return new Float32Array(inputs.length);
    },
  });
  await expect(queue.embedAll(['a', 'b'], { role: 'document' })).rejects.toThrow('out of memory');
  fail = false;
  await expect(queue.embedAll(['a'], { role: 'document' })).resolves.toHaveLength(1);
});

test('closing rejects what is pending and what is asked for later', async () => {
  const { queue, started } = makeQueue();
  const pending = queue.embedAll(['a'], { role: 'document' });
  await started(1);
  queue.close(new Error('closed'));
  await expect(pending).rejects.toThrow('closed');
  await expect(queue.embedAll(['b'], { role: 'query' })).rejects.toThrow('closed');
});
