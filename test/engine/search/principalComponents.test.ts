import { expect, test } from 'vitest';
import { principalComponents, withSpace } from '../../../src/engine/index.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { workerOf } from '../../support/scriptedWorker.js';
import { until } from '../../support/until.js';

/** Workers, and how many of them have ended. */
function workers(api = createSearchApi()) {
  const counts = { started: 0, ended: 0 };
  const worker = () => {
    counts.started += 1;
    return workerOf(api, () => {
      counts.ended += 1;
    });
  };
  return { counts, worker };
}

const line = [-2, 0, 2].map((x) => Float32Array.of(x, 1, 0));

test('a worker places the vectors, and then ends', async () => {
  const { counts, worker } = workers();
  const places = await principalComponents(line, { worker });
  expect(Array.from(places, Math.round)).toEqual([-2, 0, 0, 0, 2, 0]);
  expect(counts).toEqual({ started: 1, ended: 1 });
  expect(line[0]).toEqual(Float32Array.of(-2, 1, 0)); // still the caller's
});

test('of no vectors there is nothing to compute', async () => {
  const { counts, worker } = workers();
  expect(await principalComponents([], { worker })).toHaveLength(0);
  expect(counts.started).toBe(0);
});

test('who gives up ends the worker', async () => {
  const { counts, worker } = workers({ ...createSearchApi(), pca2d: () => new Promise(() => {}) });
  const ended = new AbortController();
  const places = principalComponents(line, { worker, signal: ended.signal });
  const reason = new Error('enough');
  await until(() => counts.started === 1);
  ended.abort(reason);
  await expect(places).rejects.toBe(reason);
  expect(counts.ended).toBe(1);
  await expect(principalComponents(line, { worker, signal: ended.signal })).rejects.toBe(reason);
  expect(counts.started).toBe(1);
});

test('vectors that cannot be compared are a typed error', async () => {
  const { worker } = workers();
  await expect(principalComponents([...line, Float32Array.of(1)], { worker })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  const [a, b] = [withSpace(Float32Array.of(1, 2), 'a'), withSpace(Float32Array.of(1, 2), 'b')];
  await expect(principalComponents([a, b], { worker })).rejects.toMatchObject({ code: 'space-mismatch' });
});
