import { afterEach, describe, expect, test, vi } from 'vitest';
import { EmbedError } from '../../../src/engine/errors.js';
import { connect, type WorkerClient } from '../../../src/engine/rpc/client.js';
import { inPageWorker } from '../../../src/engine/rpc/inPageWorker.js';
import { until } from '../../support/until.js';

// The wire is real; test/browser/workers.test.ts has real workers.

type EchoMethods = {
  readonly echo: {
    readonly input: { readonly value?: unknown };
    readonly output: { readonly value?: unknown };
  };
};

const echo = () => inPageWorker<EchoMethods>({ echo: async ({ value }) => ({ value }) });

const failing = (error: unknown) =>
  inPageWorker<EchoMethods>({
    echo: async () => {
      throw error;
    },
  });

const clients: WorkerClient<EchoMethods>[] = [];

function open(...args: Parameters<typeof connect>): WorkerClient<EchoMethods> {
  const client = connect<EchoMethods>(...args);
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.terminate(new Error('the test is over'));
  vi.unstubAllGlobals();
});

const noWorker = () => {
  throw new DOMException('It cannot be accessed from this origin.', 'SecurityError');
};

describe('a call', () => {
  test('comes back with what the worker gives', async () => {
    await expect(open(echo).call('echo', { value: 7 })).resolves.toEqual({ value: 7 });
  });

  test('that cannot be copied rejects, and the next one works', async () => {
    const client = open(echo);
    await expect(client.call('echo', { value: () => {} })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(client.call('echo', { value: 1 })).resolves.toEqual({ value: 1 });
  });

  test('whose result cannot be copied rejects', async () => {
    const worker = () => inPageWorker<EchoMethods>({ echo: async () => ({ value: () => {} }) });
    await expect(open(worker).call('echo', {})).rejects.toMatchObject({ code: 'inference-failed' });
  });

  test('whose error holds what cannot be copied rejects with all the rest of it', async () => {
    const error = new EmbedError('model-not-found', 'There is none.', { details: { check: () => {} } });
    await expect(open(() => failing(error)).call('echo', {})).rejects.toMatchObject({
      code: 'model-not-found',
      message: 'There is none.',
    });
  });
});

describe('where no worker can start', () => {
  test('calls reject with a typed error that holds what the browser said', async () => {
    const client = open(noWorker);
    await expect(client.call('echo', {})).rejects.toMatchObject({
      code: 'backend-unavailable',
      details: { reason: 'no-workers' },
      cause: { name: 'SecurityError' },
    });
    await expect(client.crashed).resolves.toMatchObject({ code: 'backend-unavailable' });
  });

  test('calls say so where the device is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    await expect(open(noWorker).call('echo', {})).rejects.toMatchObject({ details: { reason: 'offline' } });
  });

  test('the page answers them, if it can', async () => {
    const inPage = vi.fn(async (_: EmbedError) => echo());
    const client = open(noWorker, inPage);
    const calls = [client.call('echo', { value: 1 }), client.call('echo', { value: 2 })];
    await expect(Promise.all(calls)).resolves.toEqual([{ value: 1 }, { value: 2 }]);
    await expect(client.call('echo', { value: 3 })).resolves.toEqual({ value: 3 });
    expect(inPage).toHaveBeenCalledOnce();
    expect(inPage.mock.calls[0]?.[0]).toMatchObject({ details: { reason: 'no-workers' } });
  });

  test('also when a script fails before it says anything', async () => {
    const dead = () =>
      Object.assign(new EventTarget(), { postMessage() {}, terminate() {} }) as unknown as Worker; // it has all that is used of one
    const worker = dead();
    const client = open(
      () => worker,
      async () => echo(),
    );
    const call = client.call('echo', { value: 1 });
    worker.dispatchEvent(new Event('error'));
    await expect(call).resolves.toEqual({ value: 1 });
  });

  test('a client that was ended meanwhile ends what the page has begun', async () => {
    const ended = vi.fn();
    const worker = inPageWorker<EchoMethods>({ echo: async ({ value }) => ({ value }) }, ended);
    const client = open(noWorker, async () => {
      client.terminate(new Error('no longer wanted'));
      return worker;
    });
    await expect(client.call('echo', {})).rejects.toThrow('no longer wanted');
    await until(() => ended.mock.calls.length === 1);
  });
});
