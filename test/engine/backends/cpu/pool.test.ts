import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, type WorkerClient } from '../../../../src/engine/backends/client.js';
import { WorkerPool } from '../../../../src/engine/backends/cpu/pool.js';
import { defer } from '../../../../src/engine/promises.js';
import type { EmbedMethods } from '../../../../src/engine/protocol.js';
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
      return { cut: 0, data: Float32Array.from(inputs, (input) => input.length) };
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
    expect(pool.width).toBe(1);
    await pool.widen();
    expect(pool.width).toBe(2);
    await pool.widen();
    expect(pool.width).toBe(3);
    expect(pool.widen()).toBeUndefined();
    expect(workers.counts.started).toBe(3);
  });

  test('starts one worker at a time, however often it is asked', async () => {
    const { pool, workers } = makePool({ size: 3 });
    await Promise.all([pool.widen(), pool.widen(), pool.widen()]);
    expect(workers.counts.started).toBe(2);
  });

  test('gives each batch to a worker that has none', async () => {
    const { pool, workers, open } = makePool();
    await pool.widen();
    const both = Promise.all([pool.embed(['a']), pool.embed(['bb'])]);
    await until(() => workers.batches.length === 2);
    open();
    expect((await both).map(({ data }) => data)).toEqual([Float32Array.of(1), Float32Array.of(2)]);
  });

  test('tells when one of its workers dies', async () => {
    const { pool, workers } = makePool();
    await pool.widen();
    workers.crash('out of memory');
    await expect(pool.crashed).resolves.toMatchObject({ code: 'worker-crashed' });
  });

  test('ends all its workers, also one that is still starting', async () => {
    const starting = defer<WorkerClient<EmbedMethods>>();
    const late = scriptedWorkers();
    const { pool, workers } = makePool({ start: () => starting.promise });
    const widened = pool.widen();
    pool.terminate(new Error('over'));
    starting.resolve(connect<EmbedMethods>(late.worker));
    await widened;
    expect(workers.counts.terminated).toBe(1);
    expect(late.counts.terminated).toBe(1);
    expect(pool.widen()).toBeUndefined();
  });
});

describe('a worker beyond the first', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  test('ends when it has had nothing to do for a while, and comes back when work waits', async () => {
    const { pool, workers } = makePool({ size: 2 });
    await pool.widen();
    vi.advanceTimersByTime(999);
    expect(pool.width).toBe(2);
    vi.advanceTimersByTime(1);
    expect(pool.width).toBe(1);
    expect(workers.counts.terminated).toBe(1);
    await pool.widen();
    expect(pool.width).toBe(2);
  });

  test('does not end while it works, or soon after', async () => {
    const { pool, open } = makePool({ size: 2 });
    await pool.widen();
    const both = [pool.embed(['a']), pool.embed(['b'])];
    vi.advanceTimersByTime(5_000);
    expect(pool.width).toBe(2);
    open();
    await Promise.all(both);
    vi.advanceTimersByTime(999);
    expect(pool.width).toBe(2);
    vi.advanceTimersByTime(1);
    expect(pool.width).toBe(1);
  });
});

describe('a worker that cannot be started', () => {
  test('leaves the pool as it is, with a warning, and is not tried again', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const start = vi.fn(async () => {
      throw new Error('no memory');
    });
    const { pool, open } = makePool({ start });
    await pool.widen();
    expect(pool.width).toBe(1);
    expect(pool.widen()).toBeUndefined();
    expect(start).toHaveBeenCalledOnce();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('no further worker'));
    open();
    await expect(pool.embed(['a'])).resolves.toMatchObject({ data: Float32Array.of(1) });
    warn.mockRestore();
  });
});
