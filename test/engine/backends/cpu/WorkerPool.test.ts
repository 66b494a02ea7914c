import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WorkerPool } from '../../../../src/engine/backends/cpu/WorkerPool.js';
import { EmbedError } from '../../../../src/engine/errors.js';
import { connect, type WorkerClient } from '../../../../src/engine/rpc/client.js';
import type { EmbedMethods } from '../../../../src/engine/rpc/embeddingProtocol.js';
import { defer } from '../../../../src/engine/utils/promises.js';
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
    const { pool, workers } = makePool({ size: 3 });
    expect(pool.concurrency).toBe(1);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(2);
    await pool.scaleUp();
    expect(pool.concurrency).toBe(3);
    expect(pool.scaleUp()).toBeUndefined();
    expect(workers.counts.started).toBe(3);
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
