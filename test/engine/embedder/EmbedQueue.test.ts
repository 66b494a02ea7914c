import { describe, expect, test } from 'vitest';
import { EmbedQueue } from '../../../src/engine/embedder/EmbedQueue.js';
import { defer } from '../../../src/engine/utils/promises.js';
import { until } from '../../support/until.js';

const nextTask = () => new Promise((resolve) => setImmediate(resolve));

/** A queue whose batches wait until they are let go; an input's vector is [its length]. */
function makeQueue(
  {
    concurrency = 1,
    widest = concurrency,
    between = false,
  }: { concurrency?: number; widest?: number; between?: boolean } = {},
  maxTokens = 512,
) {
  const backend = { concurrency };
  const cache = new Map<string, Float32Array>();
  const batches: string[][] = [];
  const gates: (() => void)[] = [];
  const embed = async (inputs: readonly string[]) => {
    const gate = defer<void>();
    gates.push(() => gate.resolve());
    batches.push([...inputs]);
    await gate.promise;
    return { data: Float32Array.from(inputs, (input) => input.length) };
  };
  const queue = new EmbedQueue({
    cache,
    maxTokens,
    backend: {
      get concurrency() {
        return backend.concurrency;
      },
      scaleUp: () => {
        if (backend.concurrency === widest) return undefined;
        return Promise.resolve().then(() => {
          backend.concurrency = widest;
        });
      },
      embed,
      ...(between && { embedBetween: embed }),
    },
  });
  /** Lets batch after batch go until nothing is left. */
  const finish = async () => {
    for (let done = 0; ; done++) {
      await nextTask(); // the queue waits for promises only, and all of them are settled by then
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
    started: (n: number) => until(() => batches.length >= n),
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
  const long = Array.from({ length: 4 }, (_, index) => `${index}`.repeat(700));
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

test('a batch is bounded by tokens, of which a text has no more than the model reads', async () => {
  const { queue, batches, finish } = makeQueue({}, 120);
  const short = Array.from({ length: 200 }, (_, index) => `${1000 + index}`); // 3 tokens each
  const long = ['x', 'y', 'z'].map((letter) => letter.repeat(1_000_000)); // 120 tokens each
  const vectors = queue.embedAll([...short, ...long], { role: 'document' });
  await finish();
  await vectors;
  expect(batches.map((batch) => batch.length)).toEqual([85, 85, 31, 2]);
});

test('a batch holds at least one text, however long', async () => {
  const { queue, batches, finish } = makeQueue({}, 8_192);
  const vectors = queue.embedAll(['x'.repeat(40_000), 'y'], { role: 'document' });
  await finish();
  await vectors;
  expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
});

test('documents never share a batch with queries', async () => {
  const { queue, batches, finish } = makeQueue();
  const all = Promise.all([
    queue.embedAll(['document'], { role: 'document' }),
    queue.embedAll(['query'], { role: 'query' }),
  ]);
  await finish();
  await all;
  expect(batches).toEqual([['query'], ['document']]);
});

describe('a backend that can work on several batches', () => {
  const long = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(700));

  test('gets as many as it is wide, and their vectors come back in order', async () => {
    const { queue, batches, gates, finish, started } = makeQueue({ concurrency: 2 });
    const vectors = queue.embedAll(
      long.map((text, index) => text + 'x'.repeat(index)),
      { role: 'document' },
    );
    await started(2);
    expect(batches).toHaveLength(2);
    gates[1]?.(); // the second is done before the first
    await started(3);
    await finish();
    expect((await vectors).map(([length]) => length)).toEqual([700, 701, 702, 703]);
  });

  test('is asked for more concurrency only when work waits, and gets more batches at once', async () => {
    const { queue, batches, finish, started } = makeQueue({ concurrency: 1, widest: 3 });
    const one = queue.embedAll(['short'], { role: 'document' });
    await finish();
    await one;
    const many = queue.embedAll(long, { role: 'document' });
    await started(4); // the first test's one, and three at once
    expect(batches).toHaveLength(4);
    await finish();
    await expect(many).resolves.toHaveLength(4);
  });
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
  cache.set('stored', Float32Array.of(0));
  const steps: number[] = [];
  const inputs = ['stored', ...Array.from({ length: 200 }, (_, index) => `${1000 + index}`)];
  const vectors = queue.embedAll(inputs, {
    role: 'document',
    onProgress: ({ done, total }) => steps.push(done / total),
  });
  await finish();
  await vectors;
  expect(steps).toEqual([1 / 201, 86 / 201, 171 / 201, 1]);
});

test('a batch that fails rejects those who wait for it, and the next one runs', async () => {
  let fail = true;
  const queue = new EmbedQueue({
    cache: new Map(),
    maxTokens: 256,
    backend: {
      concurrency: 1,
      scaleUp: () => undefined,
      embed: async (inputs) => {
        if (fail) throw new Error('out of memory');
        return { data: new Float32Array(inputs.length) };
      },
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

describe('a backend that can embed between the parts of a batch', () => {
  test('gets a query while documents are under way, and one such call at a time', async () => {
    const { queue, batches, gates, finish, started } = makeQueue({ between: true });
    const documents = queue.embedAll(['a document'], { role: 'document' });
    await started(1);
    const first = queue.embedAll(['a'], { role: 'query' });
    await started(2);
    const second = queue.embedAll(['ab'], { role: 'query' });
    await nextTask();
    expect(batches).toEqual([['a document'], ['a']]);
    gates[1]?.();
    expect(await first).toEqual([Float32Array.of(1)]);
    await started(3);
    expect(batches[2]).toEqual(['ab']);
    await finish();
    await Promise.all([documents, second]);
  });

  test('never gets documents that way', async () => {
    const { queue, batches, finish, started } = makeQueue({ between: true });
    const first = queue.embedAll(['one'], { role: 'document' });
    await started(1);
    const second = queue.embedAll(['two'], { role: 'document' });
    await nextTask();
    expect(batches).toEqual([['one']]);
    await finish();
    await Promise.all([first, second]);
  });
});
