import { describe, expect, test, vi } from 'vitest';
import { TIMEOUTS } from '../../../../src/engine/backends/webgpu/AdaptiveTimeout.js';
import { SupervisedWorker } from '../../../../src/engine/backends/webgpu/SupervisedWorker.js';
import { EmbedError } from '../../../../src/engine/errors.js';
import { connect } from '../../../../src/engine/rpc/client.js';
import type { EmbedMethods, EmbedOutput } from '../../../../src/engine/rpc/embeddingProtocol.js';
import { scriptedWorkers } from '../../../support/scriptedWorker.js';
import { until } from '../../../support/until.js';

type Embed = (inputs: readonly string[]) => Promise<EmbedOutput>;

const lengths: Embed = async (inputs) => ({
  truncated: 0,
  data: Float32Array.from(inputs, ({ length }) => length),
});
const failing: Embed = async () => {
  throw new EmbedError('inference-failed', 'The GPU was lost.');
};
const silent: Embed = () => new Promise(() => {});

/** How long a worker may be silent, in milliseconds: longer than a busy machine stands still. */
const SILENT_MS = 500;

/** A guard over workers that embed like this, one after the other; the last goes on. */
async function guard(...scripts: Embed[]) {
  const failures: string[] = [];
  const workers = scripts.map((embed) => scriptedWorkers({ embed: ({ inputs }) => embed(inputs) }));
  let started = 0;
  const guarded = await SupervisedWorker.start({
    start: async () => {
      const next = workers[Math.min(started++, workers.length - 1)];
      const client = connect<EmbedMethods>(() => next?.worker() as Worker);
      return { client, output: { runtime: 'onnxruntime' } };
    },
    maxTokens: 512,
    timeouts: { ...TIMEOUTS, leastMs: SILENT_MS },
    onFailure: ({ message }) => failures.push(message),
  });
  return { guarded, failures, workers, started: () => started };
}

describe('a worker under guard', () => {
  test('does its work, when nothing is wrong', async () => {
    const { guarded, started } = await guard(lengths);
    expect((await guarded.embed(['a', 'bbb'])).data).toEqual(Float32Array.of(1, 3));
    expect(started()).toBe(1);
    guarded.terminate(new Error('over'));
  });

  test.each([
    ['fails', failing, 'The GPU was lost.'],
    ['is silent', silent, 'The worker of the GPU did not answer in time, and was ended.'],
  ])('that %s is ended, and a fresh one does its batch in halves', async (_, embed, message) => {
    const { guarded, failures, workers } = await guard(embed, lengths);
    expect((await guarded.embed(['a', 'bb', 'ccc'])).data).toEqual(Float32Array.of(1, 2, 3));
    expect(failures).toEqual([message]);
    expect(workers[0]?.counts.terminated).toBe(1);
    expect(workers[1]?.batches).toEqual([['a', 'bb'], ['ccc']]);
    guarded.terminate(new Error('over'));
  });

  test('that crashes is followed by a fresh one', async () => {
    const { guarded, workers } = await guard(silent, lengths);
    const vectors = guarded.embed(['a']);
    await until(() => workers[0]?.batches.length === 1);
    workers[0]?.crash('out of memory');
    expect((await vectors).data).toEqual(Float32Array.of(1));
    guarded.terminate(new Error('over'));
  });

  test('is started once for all who ask meanwhile', async () => {
    const { guarded, started } = await guard(failing, lengths);
    const embedding = guarded.embed(['a']);
    await until(() => started() === 2);
    await Promise.all([embedding, guarded.call('count', { inputs: ['a'] })]);
    expect(started()).toBe(2);
    guarded.terminate(new Error('over'));
  });

  test('is given up when the second one fails, too', async () => {
    const { guarded, failures, started } = await guard(silent, failing);
    await expect(guarded.embed(['a', 'b'])).rejects.toMatchObject({ code: 'inference-failed' });
    await expect(guarded.crashed).resolves.toMatchObject({
      code: 'inference-failed',
      message: expect.stringContaining('The GPU was lost. It was tried again'),
    });
    expect(failures).toHaveLength(2);
    await expect(guarded.embed(['a'])).rejects.toMatchObject({ code: 'inference-failed' });
    expect(started()).toBe(2);
  });

  test('is given the benefit of time: a load that says nothing is ended', async () => {
    const ended = vi.fn();
    const start = (_: () => void, late: AbortSignal) => {
      late.addEventListener('abort', ended);
      return new Promise<never>(() => {});
    };
    const options = { maxTokens: 512, timeouts: { ...TIMEOUTS, loadMs: 30 }, onFailure: () => {} };
    await expect(SupervisedWorker.start({ ...options, start })).rejects.toMatchObject({
      code: 'worker-crashed',
      details: { reason: 'hung' },
    });
    expect(ended).toHaveBeenCalledOnce();
  });

  test('that was ended rejects what it owes with the reason, and starts no other', async () => {
    const { guarded, failures, started } = await guard(silent);
    const owed = guarded.embed(['a']);
    const disposed = new EmbedError('disposed', 'It was disposed.');
    guarded.terminate(disposed);
    await expect(owed).rejects.toBe(disposed);
    expect(failures).toEqual([]);
    expect(started()).toBe(1);
  });
});
