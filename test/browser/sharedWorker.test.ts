import { afterEach, describe, expect, test } from 'vitest';
import { createEmbedder, createVectorCache, type Embedder, EmbedError } from '../../src/engine/index.js';
import type { WorkerApi } from '../../src/engine/rpc/embeddingProtocol.js';
import { defer, nextTask } from '../../src/engine/utils/promises.js';
import { type ScriptedWorkers, scriptedWorkers } from '../support/scriptedWorker.js';
import { until } from '../support/until.js';

// Several embedders in one page find each other as tabs do. Real tabs, which close, freeze and crash, are in test/tabs/run.mjs.

const ended: Embedder[] = [];
let models = 0;

afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each.dispose()));
});

/** Embedders with the same options, each with workers of its own, as in tabs of their own. */
function tabs(count: number, script: Partial<WorkerApi> = {}) {
  models += 1;
  return Array.from({ length: count }, () => {
    const workers = scriptedWorkers(script);
    const embedder = createEmbedder({
      worker: workers.worker,
      modelsUrl: `/shared-${models}`,
      backends: ['cpu'],
      maxWorkers: 1,
      shareAcrossTabs: true,
      cache: createVectorCache({ maxVectors: 0 }),
    });
    ended.push(embedder);
    return { embedder, workers };
  }) as [Tab, Tab, Tab];
}

interface Tab {
  readonly embedder: Embedder;
  readonly workers: ScriptedWorkers;
}

const started = (all: readonly Tab[]) => all.map(({ workers }) => workers.counts.started);
const lengthIn = (vector: Float32Array) => vector[1];

describe('tabs that share a worker', () => {
  test('one of them starts it, and all get vectors', async () => {
    const all = tabs(3);
    await all[0].embedder.load();
    const vectors = await Promise.all(all.map(({ embedder }, i) => embedder.embed('x'.repeat(i + 1))));
    expect(vectors.map(lengthIn)).toEqual([1, 2, 3]);
    expect(started(all)).toEqual([1, 0, 0]);
  });

  test('the model is loaded once, and all hear of its progress', async () => {
    const heard: number[] = [];
    let loads = 0;
    const [first, second] = tabs(2, {
      async load(_, onProgress) {
        loads += 1;
        for (let loaded = 1; heard.length === 0; loaded += 1) {
          onProgress({ phase: 'downloading', loaded, total: 1e6 });
          await nextTask();
        }
        return { runtime: 'encoder' };
      },
    });
    second.embedder.subscribe(() => {
      const state = second.embedder.getState();
      if (state.status === 'loading' && state.progress.loaded > 0) heard.push(state.progress.loaded);
    });
    const loading = first.embedder.load();
    await until(() => loads === 1);
    await Promise.all([loading, second.embedder.load()]);
    expect(loads).toBe(1);
    expect(heard.length).toBeGreaterThan(0);
    expect(second.embedder.getState()).toMatchObject({ status: 'ready', runtime: 'encoder' });
  });

  test('what was asked of a tab that ends is answered by the next one', async () => {
    const all = tabs(3);
    const [first, second, third] = all;
    await Promise.all(all.map(({ embedder }) => embedder.load()));
    expect(started(all)).toEqual([1, 0, 0]);
    const asked = Promise.all([second.embedder.embed('ab'), third.embedder.embed('abc')]);
    await first.embedder.dispose();
    expect((await asked).map(lengthIn)).toEqual([2, 3]);
    expect(
      started(all)
        .slice(1)
        .reduce((a, b) => a + b),
    ).toBe(1);
  });

  test('one that does not answer loses the lead, and nothing is lost', async () => {
    const all = tabs(2);
    const [first, second] = all;
    await first.embedder.load();
    await second.embedder.load();
    const { post, silence } = silenced();
    silence(); // no message of any tab's channel arrives from now on
    const asked = second.embedder.embed('abcd');
    await until(() => second.workers.counts.started === 1);
    post();
    expect(lengthIn(await asked)).toBe(4);
    expect(lengthIn(await first.embedder.embed('abcde'))).toBe(5); // by the other tab's worker
    expect(first.workers.counts.terminated).toBe(1);
  });

  test('errors of a text reach the tab that asked, with their code', async () => {
    const [first, second] = tabs(2, {
      embed: async () => {
        throw new EmbedError('inference-failed', 'No.');
      },
    });
    await first.embedder.load();
    await expect(second.embedder.embed('a')).rejects.toMatchObject({ code: 'inference-failed' });
  });

  test('a worker that crashes is replaced, for all of them', async () => {
    const all = tabs(2);
    const [first, second] = all;
    await first.embedder.load();
    await second.embedder.load();
    first.workers.crash('gone');
    expect(lengthIn(await second.embedder.embed('ab'))).toBe(2);
    expect(lengthIn(await first.embedder.embed('abc'))).toBe(3);
  });

  test('models with other settings have a worker each', async () => {
    const [first] = tabs(1);
    const [other] = tabs(1);
    await first.embedder.load();
    await other.embedder.load();
    expect(started([first, other])).toEqual([1, 1]);
  });

  test('what a disposed tab waits for is rejected', async () => {
    const never = defer<never>();
    const [first, second] = tabs(2, { embed: () => never.promise });
    await first.embedder.load();
    await second.embedder.load();
    const asked = second.embedder.embed('a');
    await second.embedder.dispose();
    await expect(asked).rejects.toMatchObject({ code: 'disposed' });
  });
});

/** Lets channels say nothing, as those of a tab that stands still. */
function silenced() {
  const { postMessage } = BroadcastChannel.prototype;
  return {
    silence: () => {
      BroadcastChannel.prototype.postMessage = () => {};
    },
    post: () => {
      BroadcastChannel.prototype.postMessage = postMessage;
    },
  };
}
