import { clear, createStore } from 'idb-keyval';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  type Embedder,
  type EmbedderOptions,
  type ModelSpec,
} from '../../../src/engine/index.js';
import smallBert from '../../fixtures/small-bert/expected.json';
import { listenToFaults, sharedNow } from '../../support/faultyWorkers/faultTime.js';
import { until } from '../../support/until.js';

// What goes wrong with GPUs, one after the other, on Chromium's software adapter: each call gets the right vector or a
// typed error, and the next one works. The worker is the real one, with one fault before it (test/support/faultyWorkers).
// Each test notes how long after its fault vectors came again; `npm run test:webgpu` holds a bound to that.
declare module 'vitest' {
  interface TaskMeta {
    /** The longest time from a fault to the next right vectors, milliseconds. */
    recoveryMs?: number;
  }
}

const spec = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const cases = smallBert.cases.filter(({ role }) => role === 'document');
const texts = cases.map(({ text }) => text);

const WORKERS = {
  real: () =>
    new Worker(new URL('../../support/faultyWorkers/real.worker.ts', import.meta.url), { type: 'module' }),
  wrongKernel: () =>
    new Worker(new URL('../../support/faultyWorkers/wrongKernel.worker.ts', import.meta.url), {
      type: 'module',
    }),
  lostDevice: () =>
    new Worker(new URL('../../support/faultyWorkers/lostDevice.worker.ts', import.meta.url), {
      type: 'module',
    }),
  claimedHalves: () =>
    new Worker(new URL('../../support/faultyWorkers/claimedHalves.worker.ts', import.meta.url), {
      type: 'module',
    }),
  silent: () =>
    new Worker(new URL('../../support/faultyWorkers/silent.worker.ts', import.meta.url), { type: 'module' }),
  throwing: () =>
    new Worker(new URL('../../support/faultyWorkers/throwing.worker.ts', import.meta.url), {
      type: 'module',
    }),
  noAdapter: () =>
    new Worker(new URL('../../support/faultyWorkers/noAdapter.worker.ts', import.meta.url), {
      type: 'module',
    }),
  reportsError: () =>
    new Worker(new URL('../../support/faultyWorkers/reportsError.worker.ts', import.meta.url), {
      type: 'module',
    }),
  littleMemory: () =>
    new Worker(new URL('../../support/faultyWorkers/littleMemory.worker.ts', import.meta.url), {
      type: 'module',
    }),
};

/** These workers, in the order in which they are started; after them real ones. */
function inOrder(...names: (keyof typeof WORKERS)[]): () => Worker {
  let started = 0;
  return () => WORKERS[names[started++] ?? 'real']();
}

let made: Embedder[] = [];
let faults: ReturnType<typeof listenToFaults>;
let recoveries: number[] = [];

/** Notes that what a fault had stopped works again. */
async function noteRecovery(): Promise<void> {
  const end = sharedNow();
  await until(() => faults.times.length > 0);
  recoveries.push(end - Math.min(...faults.times));
  faults.times.length = 0;
}

function make(worker: () => Worker, options: EmbedderOptions = {}): Embedder {
  const embedder = createEmbedder({
    model: spec,
    modelsUrl: '/test/fixtures',
    backends: ['webgpu', 'cpu'],
    webgpu: 'always',
    worker,
    ...options,
  });
  made.push(embedder);
  return embedder;
}

/** The GPU gives full precision; the CPU 7 bits, on 32 random dimensions. */
const CLOSE = { webgpu: 0.99999, cpu: 0.985 };

async function expectVectors(embedder: Embedder, backend: 'webgpu' | 'cpu'): Promise<void> {
  const vectors = await embedder.embedMany(texts);
  for (const [index, vector] of vectors.entries())
    expect(cosineSimilarity(vector, Float32Array.from(cases[index]?.cls ?? []))).toBeGreaterThan(
      CLOSE[backend],
    );
  expect(embedder.getState()).toMatchObject({ status: 'ready', backend });
}

const failure = (code: string, reason?: string) => [
  { backend: 'webgpu', error: { code, ...(reason && { details: { reason } }) } },
];

beforeEach(async () => {
  faults = listenToFaults();
  recoveries = [];
  await clear(createStore('react-embeddings-device-v1', 'facts'));
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async ({ task }) => {
  if (recoveries.length > 0) task.meta.recoveryMs = Math.max(...recoveries);
  faults.stop();
  vi.restoreAllMocks();
  await Promise.all(made.map((embedder) => embedder.dispose()));
  made = [];
});

test('a kernel that computes wrongly: it is not used, now and at the next visits', async () => {
  const embedder = make(inOrder('wrongKernel'));
  await expectVectors(embedder, 'cpu');
  await noteRecovery();
  expect(embedder.getState()).toMatchObject({ failures: failure('backend-unavailable', 'wrong-vectors') });
  const nextVisit = make(inOrder());
  await expectVectors(nextVisit, 'cpu');
  expect(nextVisit.getState()).toMatchObject({ failures: failure('backend-unavailable', 'quarantined') });
});

test('float16 that is said to be there and is not: full precision is used, and the state says why', async () => {
  const embedder = make(inOrder('claimedHalves'), { webgpuPrecision: 'fp16' });
  await expectVectors(embedder, 'webgpu');
  await noteRecovery();
  expect(embedder.getState()).toMatchObject({
    failures: [],
    diagnostics: {
      webgpu: {
        status: 'used',
        facts: { precision: 'fp32' },
        fp16FallbackReason: { code: 'backend-unavailable' },
      },
    },
  });
});

test('a GPU that is lost in the middle of a batch: a fresh worker does it again', async () => {
  await expectVectors(make(inOrder('lostDevice')), 'webgpu');
  await noteRecovery();
});

test('a worker that never answers, and one after it that throws: the CPU does the batch', async () => {
  const embedder = make(inOrder('silent', 'throwing'));
  await expectVectors(embedder, 'cpu');
  await noteRecovery();
  expect(embedder.getState()).toMatchObject({ failures: failure('worker-crashed') });
});

test('workers that throw at each visit: in the end the GPU is left alone', async () => {
  for (let visit = 0; visit < 3; visit++) {
    const embedder = make(inOrder('throwing'));
    await embedder.load();
    await noteRecovery();
    expect(embedder.getState()).toMatchObject({ backend: 'cpu', failures: failure('worker-crashed') });
    await embedder.dispose();
  }
  const embedder = make(inOrder());
  await expectVectors(embedder, 'cpu');
  expect(embedder.getState()).toMatchObject({ failures: failure('backend-unavailable', 'quarantined') });
});

test('a browser that gives no adapter', async () => {
  const embedder = make(inOrder('noAdapter'));
  await expectVectors(embedder, 'cpu');
  await noteRecovery();
  expect(embedder.getState()).toMatchObject({ failures: failure('backend-unavailable', 'no-adapter') });
});

test('an error that the GPU reports in the middle of a batch: a fresh worker does it again', async () => {
  await expectVectors(make(inOrder('reportsError')), 'webgpu');
  await noteRecovery();
});

test('a load that failed is tried again when a person asks for it', async () => {
  const embedder = make(inOrder('noAdapter'));
  await expectVectors(embedder, 'cpu');
  await embedder.load({ retry: true });
  expect(embedder.getState()).toMatchObject({ status: 'ready', backend: 'webgpu', failures: [] });
});

test('too little memory for the model', async () => {
  const embedder = make(inOrder('littleMemory'));
  await expectVectors(embedder, 'cpu');
  await noteRecovery();
  expect(embedder.getState()).toMatchObject({ failures: failure('backend-unavailable') });
});

test('two embedders at once, each with many calls at once', async () => {
  const embedders = [make(inOrder()), make(inOrder())];
  await Promise.all(embedders.map((embedder) => expectVectors(embedder, 'webgpu')));
  const vectors = await Promise.all(
    texts
      .slice(0, 6)
      .map((text) => make(inOrder(), { backends: ['cpu'], webgpu: 'never' }).embed(`${text} again`)),
  );
  const again = await Promise.all(texts.slice(0, 6).map((text) => embedders[0]?.embed(`${text} again`)));
  for (const [index, vector] of again.entries())
    expect(cosineSimilarity(vector as Float32Array, vectors[index] as Float32Array)).toBeGreaterThan(
      CLOSE.cpu,
    );
});
