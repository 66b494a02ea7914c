import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbedError, toWire } from '../../../../src/engine/errors.js';
import { createEmbedder, type Embedder, type EmbedderOptions } from '../../../../src/engine/index.js';
import type { WorkerApi } from '../../../../src/engine/rpc/embeddingProtocol.js';
import { defer } from '../../../../src/engine/utils/promises.js';
import { type ScriptedWorkers, scriptedWorkers } from '../../../support/scriptedWorker.js';
import { until } from '../../../support/until.js';

// What the page does with a GPU, with workers that say what a test tells them. test/browser/webgpu/ has real ones.

const facts = {
  vendor: 'a',
  architecture: 'b',
  software: false,
  kernels: 'tiled',
  precision: 'fp32',
  cosine: 1,
  msPerToken: 0.1,
} as const;

const onGpu = (embed?: WorkerApi['embed'], minBatchTokens = 0) =>
  scriptedWorkers({
    load: async (_, onProgress) => {
      onProgress({ phase: 'starting', loaded: 1, total: 1 });
      return { runtime: 'encoder', webgpu: { facts, minBatchTokens } };
    },
    ...(embed && { embed }),
  });
const lost: WorkerApi['embed'] = async () => {
  throw new EmbedError('inference-failed', 'The GPU was lost.');
};

/** Workers in the order in which they are started; the last kind goes on. */
function inOrder(...kinds: ScriptedWorkers[]): () => Worker {
  let started = 0;
  return () => (kinds[Math.min(started++, kinds.length - 1)] as ScriptedWorkers).worker();
}

let made: Embedder[] = [];
function make(options: EmbedderOptions): Embedder {
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: 'https://x.test/models',
    ...options,
  });
  made.push(embedder);
  return embedder;
}

beforeEach(() => {
  vi.stubGlobal('navigator', { gpu: {}, userAgent: 'a browser' });
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the precision that is asked for', () => {
  const refusal = new EmbedError('backend-unavailable', 'No float16.', {
    details: { reason: 'no-shader-f16' },
  });

  test.each([
    ['before the CPU', { backends: ['webgpu'] }],
    ['beside it', { backends: ['cpu'], webgpu: 'always' }],
  ] as const)('reaches the worker, and why it was refused comes back as an error: %s', async (_, options) => {
    const asked: unknown[] = [];
    const { worker } = scriptedWorkers({
      load: async ({ webgpu }) => {
        asked.push(webgpu?.precision);
        return {
          runtime: 'encoder',
          ...(webgpu && { webgpu: { facts, minBatchTokens: 0, fp16FallbackReason: toWire(refusal) } }),
        };
      },
    });
    const embedder = make({ worker, webgpuPrecision: 'fp16', ...options });
    await embedder.load();
    await until(() => JSON.stringify(embedder.getState()).includes('"used"'));
    expect(asked).toContain('fp16');
    expect(embedder.getState()).toMatchObject({
      diagnostics: { webgpu: { status: 'used', facts, fp16FallbackReason: refusal } },
    });
  });

  test('is full, unless said otherwise', async () => {
    const asked: unknown[] = [];
    const { worker } = scriptedWorkers({
      load: async ({ webgpu }) => {
        asked.push(webgpu?.precision);
        return { runtime: 'encoder', webgpu: { facts, minBatchTokens: 0 } };
      },
    });
    await make({ worker, backends: ['webgpu'] }).load();
    expect(asked).toEqual(['fp32']);
  });

  test('is an error when there is none of that name', () => {
    expect(() => make({ webgpuPrecision: 'q8' as 'fp16' })).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('fp32, fp16') }),
    );
  });
});

describe('a GPU before the CPU', () => {
  test('that is lost twice leaves its work to the CPU: nothing that was asked for is lost', async () => {
    const cpu = scriptedWorkers();
    const worker = inOrder(onGpu(lost), onGpu(lost), cpu);
    const embedder = make({ worker, backends: ['webgpu', 'cpu', 'hash'] });
    const vectors = await embedder.embedMany(['a', 'bb', 'ccc']);
    expect(vectors.map((vector) => vector[1])).toEqual([1, 2, 3]);
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'cpu',
      failures: [{ backend: 'webgpu', error: { code: 'inference-failed' } }],
    });
    expect((await embedder.embed('dddd'))[1]).toBe(4);
  });

  test('that is lost once goes on in a fresh worker, and nothing shows', async () => {
    const embedder = make({ worker: inOrder(onGpu(lost), onGpu()), backends: ['webgpu', 'cpu'] });
    await embedder.load();
    const states: string[] = [];
    embedder.subscribe(() => states.push(embedder.getState().status));
    expect((await embedder.embed('a'))[1]).toBe(1);
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'webgpu', failures: [] });
    expect(states).toEqual([]);
  });

  test('that is lost while the embedder is disposed rejects what is pending with that', async () => {
    const cpu = scriptedWorkers({ load: () => new Promise(() => {}) });
    const embedder = make({ worker: inOrder(onGpu(lost), onGpu(lost), cpu), backends: ['webgpu', 'cpu'] });
    const owed = embedder.embed('a');
    await until(() => cpu.counts.started === 1);
    await embedder.dispose();
    await expect(owed).rejects.toMatchObject({ code: 'disposed' });
  });

  test('that is lost while a retry finds something better leaves that alone', async () => {
    const gate = defer<void>();
    const cpu = scriptedWorkers({ load: () => gate.promise.then(() => ({ runtime: 'encoder' as const })) });
    const worker = inOrder(onGpu(lost), onGpu(lost), cpu, onGpu());
    const embedder = make({ worker, backends: ['browser', 'webgpu', 'cpu'] });
    const owed = embedder.embed('a').catch(({ code }) => code);
    await until(() => cpu.counts.started === 1);
    await embedder.load({ retry: true });
    gate.resolve();
    await until(() => cpu.counts.terminated === 1);
    expect(await owed).toBe('space-mismatch');
    expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'webgpu' });
    expect((await embedder.embed('bb'))[1]).toBe(2);
  });

  test('that is lost with no CPU after it is an error, and the next call tries again', async () => {
    const worker = inOrder(onGpu(lost), onGpu(lost), onGpu());
    const embedder = make({ worker, backends: ['webgpu'] });
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'inference-failed' });
    expect(embedder.getState()).toMatchObject({ status: 'error' });
    expect((await embedder.embed('bb'))[1]).toBe(2);
  });

  test.each([
    ['a browser without WebGPU', { userAgent: 'old' }, 'no-webgpu'],
    ['iOS', { gpu: {}, userAgent: 'Mozilla/5.0 (iPhone; CPU' }, 'ios'],
  ])('is not tried on %s', async (_, navigator, reason) => {
    vi.stubGlobal('navigator', navigator);
    const cpu = scriptedWorkers();
    const embedder = make({ worker: cpu.worker, backends: ['webgpu', 'cpu'] });
    await embedder.load();
    expect(embedder.getState()).toMatchObject({
      backend: 'cpu',
      failures: [{ backend: 'webgpu', error: { code: 'backend-unavailable', details: { reason } } }],
    });
    expect(cpu.counts.started).toBe(1);
  });

  test('and none at all contradict each other', () => {
    expect(() => make({ backends: ['webgpu', 'cpu'], webgpu: 'never' })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });
});

describe('a GPU beside the CPU', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `text ${index}`);
  const lengthsOf = (vectors: readonly Float32Array[]) => vectors.map((vector) => vector[1]);

  test('is brought up when many texts wait, and takes large batches from then on', async () => {
    const [cpu, gpu] = [scriptedWorkers(), onGpu()];
    const embedder = make({ worker: inOrder(cpu, gpu), backends: ['cpu'], maxWorkers: 1 });
    await embedder.embed('few');
    expect(embedder.getState()).toMatchObject({ diagnostics: { webgpu: { status: 'unused' } } });
    expect(lengthsOf(await embedder.embedMany(many))).toEqual(many.map(({ length }) => length));
    await until(() => JSON.stringify(embedder.getState()).includes('"used"'));
    expect(embedder.getState()).toMatchObject({ backend: 'cpu', diagnostics: { webgpu: { facts } } });
    const before = gpu.batches.length;
    await embedder.embedMany(many.map((text) => `${text} again`));
    expect(gpu.batches.length).toBeGreaterThan(before);
  });

  test('leaves small batches to the CPU where that is faster with them', async () => {
    const [cpu, gpu] = [scriptedWorkers(), onGpu(undefined, 100)];
    const embedder = make({ worker: inOrder(cpu, gpu), backends: ['cpu'], maxWorkers: 1, webgpu: 'always' });
    await embedder.load();
    await until(() => JSON.stringify(embedder.getState()).includes('"used"'));
    await embedder.embed('one');
    expect(gpu.batches).toEqual([]);
    await embedder.embedMany(many);
    expect(gpu.batches.flat()).toHaveLength(many.length);
  });

  test('that fails gives its batch back to the CPU, and is not asked again', async () => {
    const [cpu, gpu] = [scriptedWorkers(), onGpu(lost)];
    const embedder = make({ worker: inOrder(cpu, gpu), backends: ['cpu'], maxWorkers: 1, webgpu: 'always' });
    await embedder.load();
    await until(() => JSON.stringify(embedder.getState()).includes('"used"'));
    expect(lengthsOf(await embedder.embedMany(many))).toEqual(many.map(({ length }) => length));
    expect(embedder.getState()).toMatchObject({
      status: 'ready',
      backend: 'cpu',
      diagnostics: { webgpu: { status: 'refused', error: { code: 'inference-failed' } } },
    });
    expect(gpu.counts.started).toBe(2);
  });

  test('does not make a query wait for a large batch', async () => {
    const gate = defer<void>();
    const slow: WorkerApi['embed'] = async ({ inputs }) => {
      await gate.promise;
      return { truncated: 0, data: new Float32Array(inputs.length * 384) };
    };
    const [cpu, gpu] = [scriptedWorkers(), onGpu(slow)];
    const embedder = make({ worker: inOrder(cpu, gpu), backends: ['cpu'], maxWorkers: 1, webgpu: 'always' });
    await embedder.load();
    await until(() => JSON.stringify(embedder.getState()).includes('"used"'));
    const bulk = embedder.embedMany(many);
    await until(() => gpu.batches.length === 1);
    expect((await embedder.embed('a query', { role: 'query' }))[1]).toBe(7);
    gate.resolve();
    expect(await bulk).toHaveLength(many.length);
  });

  test('that is refused harms nothing, and the reason is told', async () => {
    const refusal = new EmbedError('backend-unavailable', 'Slower.', { details: { reason: 'slower' } });
    const gpu = scriptedWorkers({ load: () => Promise.reject(refusal) });
    const embedder = make({ worker: inOrder(scriptedWorkers(), gpu), backends: ['cpu'], maxWorkers: 1 });
    expect(await embedder.embedMany(many)).toHaveLength(many.length);
    await until(() => JSON.stringify(embedder.getState()).includes('"refused"'));
    expect(embedder.getState()).toMatchObject({
      diagnostics: { webgpu: { status: 'refused', error: { details: { reason: 'slower' } } } },
    });
  });

  test('is ended when the CPU fails while it comes up, and reports nothing to what follows', async () => {
    const cpu = scriptedWorkers();
    const coming = defer<{ runtime: 'encoder' }>();
    const gpu = scriptedWorkers({ load: () => coming.promise });
    const broken = scriptedWorkers({
      load: () => Promise.reject(new EmbedError('model-load-failed', 'No.')),
    });
    const worker = inOrder(cpu, gpu, broken);
    const embedder = make({ worker, backends: ['cpu', 'hash'], maxWorkers: 1, webgpu: 'always' });
    await embedder.load();
    await until(() => gpu.counts.started === 1);
    cpu.crash('It was ended.');
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'model-load-failed' });
    expect(gpu.counts.terminated).toBe(1);
    await embedder.embed('a'); // by the next backend
    const state = embedder.getState();
    expect(state).toMatchObject({ status: 'ready', backend: 'hash' });
    coming.reject(new EmbedError('backend-unavailable', 'Too late.'));
    await embedder.embed('b');
    expect(embedder.getState()).toBe(state);
  });

  test('is never brought up when it is not to be', async () => {
    const cpu = scriptedWorkers();
    const embedder = make({ worker: cpu.worker, backends: ['cpu'], maxWorkers: 1, webgpu: 'never' });
    await embedder.embedMany(many);
    expect(cpu.counts.started).toBe(1);
  });
});
