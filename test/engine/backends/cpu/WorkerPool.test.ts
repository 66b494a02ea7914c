import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WorkerPool } from '../../../../src/engine/backends/cpu/WorkerPool.js';
import { EmbedError } from '../../../../src/engine/errors.js';
import { connect, type WorkerClient } from '../../../../src/engine/rpc/client.js';
import type { EmbedMethods } from '../../../../src/engine/rpc/embeddingProtocol.js';
import { type Deferred, defer } from '../../../../src/engine/utils/promises.js';
import { scriptedWorkers } from '../../../support/scriptedWorker.js';
import { until } from '../../../support/until.js';

/** A pool of workers whose batches wait until `gate` opens. */
function makePool({
  size = 3,
  start,
}: {
  size?: number;
  start?: () => Promise<WorkerClient<EmbedMethods>>;
} = {}) {
  const gate = defer<void>();
  const workers = scriptedWorkers({
    embed: async ({ inputs }) => {
      await gate.promise;
      return { truncated: 0, data: Float32Array.from(inputs, (input) => input.length) };
    },
  });
  const startWorker = async () => connect<EmbedMethods>(workers.worker);
  const pool = new WorkerPool({
    first: connect<EmbedMethods>(workers.worker),
    size,
    start: start ?? startWorker,
    idleMs: 1_000,
  });
  pools.push(pool);
  return { pool, workers, open: () => gate.resolve() };
}

let pools: WorkerPool[] = [];

afterEach(() => {
  for (const pool of pools) pool.terminate(new Error('the test is over'));
  pools = [];
  vi.useRealTimers();
});

describe('a pool of workers', () => {
  test('is one worker until it is asked for more, and never more than its size', async () => {
    const { pool, workers } = makePool({ size: 2 });
    expect(pool.concurrency).toBe(1);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(2);
    expect(pool.scaleUp()).toBeUndefined();
    expect(workers.counts.started).toBe(2);
  });

  test('starts one worker at a time, however often it is asked', async () => {
    const { pool, workers } = makePool({ size: 3 });
    await Promise.all([pool.scaleUp(), pool.scaleUp(), pool.scaleUp()]);
    expect(workers.counts.started).toBe(2);
  });

  test('gives each batch to a worker that has none', async () => {
    const { pool, workers, open } = makePool();
    await pool.scaleUp();
    const both = Promise.all([pool.embed(['a']), pool.embed(['bb'])]);
    await until(() => workers.batches.length === 2);
    open();
    expect((await both).map(({ data }) => data)).toEqual([Float32Array.of(1), Float32Array.of(2)]);
  });

  test('drops a worker that dies, and has its batch done by another', async () => {
    const { pool, workers, open } = makePool({ size: 2 });
    await pool.scaleUp();
    const both = Promise.all([pool.embed(['a']), pool.embed(['bb'])]);
    await until(() => workers.batches.length === 2);
    workers.crash('out of memory');
    await until(() => pool.concurrency === 1);
    open();
    expect((await both).map(({ data }) => data)).toEqual([Float32Array.of(1), Float32Array.of(2)]);
    expect(workers.counts).toEqual({ started: 2, terminated: 1 });
  });

  test('starts another one when the last dies, and does its batch again', async () => {
    const { pool, workers, open } = makePool();
    const batch = pool.embed(['a']);
    await until(() => workers.batches.length === 1);
    workers.crash('out of memory');
    open();
    expect((await batch).data).toEqual(Float32Array.of(1));
    expect(workers.counts).toEqual({ started: 2, terminated: 1 });
    await expect(pool.call('count', { inputs: ['abc'] })).resolves.toEqual({ tokens: [3] });
  });

  test('starts another one when the last died with nothing to do', async () => {
    const { pool, workers, open } = makePool();
    workers.crash('out of memory');
    await until(() => workers.counts.terminated === 1);
    open();
    expect(pool.concurrency).toBe(1);
    expect((await pool.embed(['abc'])).data).toEqual(Float32Array.of(3));
    expect(workers.counts.started).toBe(2);
  });

  test('is given up when a batch takes two workers with it', async () => {
    const { pool, workers } = makePool();
    const batch = pool.embed(['a']);
    batch.catch(() => {});
    for (const time of [1, 2]) {
      await until(() => workers.batches.length === time);
      workers.crash('out of memory');
    }
    await expect(batch).rejects.toMatchObject({ code: 'worker-crashed' });
    await expect(pool.crashed).resolves.toMatchObject({ code: 'worker-crashed' });
  });

  test('is given up when no worker can be started any more', async () => {
    const start = async () => {
      throw new EmbedError('model-load-failed', 'The server is gone.');
    };
    const { pool, workers } = makePool({ start });
    const batch = pool.embed(['a']);
    await until(() => workers.batches.length === 1);
    workers.crash('out of memory');
    await expect(batch).rejects.toMatchObject({ code: 'model-load-failed' });
    await expect(pool.crashed).resolves.toMatchObject({ code: 'model-load-failed' });
  });

  test('ends all its workers, also one that is still starting', async () => {
    const starting = defer<WorkerClient<EmbedMethods>>();
    const late = scriptedWorkers();
    const { pool, workers } = makePool({ start: () => starting.promise });
    const widened = pool.scaleUp();
    pool.terminate(new Error('over'));
    starting.resolve(connect<EmbedMethods>(late.worker));
    await widened;
    expect(workers.counts.terminated).toBe(1);
    expect(late.counts.terminated).toBe(1);
    expect(pool.scaleUp()).toBeUndefined();
  });
});

/** A pool whose workers can be kept at work, and its clock. */
function makeMeasuredPool() {
  const clock = { ms: 0 };
  const batches: Deferred<void>[] = [];
  const workers = scriptedWorkers({
    embed: async ({ inputs }) => {
      const done = defer<void>();
      batches.push(done);
      await done.promise;
      return { truncated: 0, data: new Float32Array(inputs.length) };
    },
  });
  const startWorker = () => connect<EmbedMethods>(workers.worker);
  const pool = new WorkerPool({
    first: startWorker(),
    size: 4,
    start: async () => startWorker(),
    now: () => clock.ms,
  });
  pools.push(pool);
  /** Gives all workers batches, of which one is done each so many milliseconds. */
  const work = async (count: number, ms: number) => {
    const running: Promise<unknown>[] = [];
    for (let i = 0; i < count; i += 1) {
      while (running.length < pool.concurrency) {
        running.push(pool.embed(['a text']));
        await until(() => batches.length === running.length);
      }
      clock.ms += ms;
      batches.shift()?.resolve();
      await running.shift();
    }
    for (const { resolve } of batches.splice(0)) resolve();
    await Promise.all(running);
  };
  return { pool, workers, work };
}

describe('a third worker', () => {
  test('starts once two were measured to be faster than one', async () => {
    const { pool, work } = makeMeasuredPool();
    await work(5, 10);
    await pool.scaleUp();
    expect(pool.scaleUp()).toBeUndefined();
    await work(7, 5);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(3);
  });

  test('does not start where two are no faster than one', async () => {
    const { pool, work } = makeMeasuredPool();
    await work(5, 10);
    await pool.scaleUp();
    await work(7, 9.5);
    expect(pool.scaleUp()).toBeUndefined();
    expect(pool.concurrency).toBe(2);
  });

  test('ends where it made the work no faster, and is not started again', async () => {
    const { pool, workers, work } = makeMeasuredPool();
    await work(5, 10);
    await pool.scaleUp();
    await work(7, 5);
    await pool.scaleUp();
    await work(9, 4.9);
    expect(pool.concurrency).toBe(2);
    expect(workers.counts).toEqual({ started: 3, terminated: 1 });
    await work(7, 5);
    expect(pool.scaleUp()).toBeUndefined();
  });

  test('is followed by a fourth where it made the work faster', async () => {
    const { pool, work } = makeMeasuredPool();
    await work(5, 10);
    await pool.scaleUp();
    await work(7, 5);
    await pool.scaleUp();
    await work(9, 3.5);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(4);
  });
});

describe('a pool in a tab that nobody sees', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('works with one worker, and with all of them again when the tab is seen', async () => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('document', page);
    const { pool } = makePool({ size: 3 });
    await pool.scaleUp();
    expect(pool.concurrency).toBe(2);
    page.hidden = true;
    expect(pool.concurrency).toBe(1);
    expect(pool.scaleUp()).toBeUndefined();
    page.hidden = false;
    expect(pool.concurrency).toBe(2);
  });
});

describe('a worker beyond the first', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  test('ends when it has had nothing to do for a while, and comes back when work waits', async () => {
    const { pool, workers } = makePool({ size: 2 });
    await pool.scaleUp();
    vi.advanceTimersByTime(999);
    expect(pool.concurrency).toBe(2);
    vi.advanceTimersByTime(1);
    expect(pool.concurrency).toBe(1);
    expect(workers.counts.terminated).toBe(1);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(2);
  });

  test('does not end while it works, or soon after', async () => {
    const { pool, open } = makePool({ size: 2 });
    await pool.scaleUp();
    const both = [pool.embed(['a']), pool.embed(['b'])];
    vi.advanceTimersByTime(5_000);
    expect(pool.concurrency).toBe(2);
    open();
    await Promise.all(both);
    vi.advanceTimersByTime(999);
    expect(pool.concurrency).toBe(2);
    vi.advanceTimersByTime(1);
    expect(pool.concurrency).toBe(1);
  });
});

describe('a worker that cannot be started', () => {
  test('leaves the pool as it is, with a warning, and is not tried again', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const start = vi.fn(async () => {
      throw new Error('no memory');
    });
    const { pool, open } = makePool({ start });
    await pool.scaleUp();
    expect(pool.concurrency).toBe(1);
    expect(pool.scaleUp()).toBeUndefined();
    expect(start).toHaveBeenCalledOnce();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('no further worker'));
    open();
    await expect(pool.embed(['a'])).resolves.toMatchObject({ data: Float32Array.of(1) });
    warn.mockRestore();
  });
});

describe('a query beside the batches', () => {
  test('goes to a worker that has nothing to do', async () => {
    const { pool, workers, open } = makePool({ size: 2 });
    await pool.scaleUp();
    const batch = pool.embed(['a document']);
    const query = pool.embedBetween(['a']);
    open();
    expect((await query).data).toEqual(Float32Array.of(1));
    await batch;
    expect(workers.counts.started).toBe(2);
  });

  test('goes to the first worker when all are busy, without waiting for a place', async () => {
    const { pool, workers, open } = makePool({ size: 1 });
    const batch = pool.embed(['a document']);
    const query = pool.embedBetween(['a']);
    await until(() => workers.batches.length === 2);
    open();
    expect((await query).data).toEqual(Float32Array.of(1));
    await batch;
  });
});
