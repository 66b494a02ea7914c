import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../../src/engine/errors.js';
import { remoteFolder } from '../../../../../src/engine/workers/embedding/download/remoteFolder.js';
import { RetryableError, request } from '../../../../../src/engine/workers/embedding/download/request.js';
import { retry } from '../../../../../src/engine/workers/embedding/download/retry.js';

const START = 'https://models.example/m/model.onnx';
const KEY = { 'X-Api-Key': 'secret' };

/** A `fetch` that redirects from one address to the next, and notes what headers each was sent. */
function redirecting(...targets: readonly string[]) {
  const seen: { readonly url: string; readonly headers: Record<string, string> }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    seen.push({ url: String(url), headers: Object.fromEntries(new Headers(init?.headers)) });
    const next = init?.redirect === 'manual' ? targets[seen.length - 1] : undefined;
    return next ? new Response(null, { status: 302, headers: { location: next } }) : new Response('weights');
  };
  return { fetch, seen };
}

test.each(['before an answer', 'in the body'])(
  'what the caller ends %s rejects with its reason',
  async (when) => {
    const ended = new AbortController();
    const reason = new Error('It was stopped.');
    const stop = () => ended.abort(reason);
    const fetch = async () => {
      if (when === 'before an answer') stop();
      ended.signal.throwIfAborted();
      const pull = (stream: ReadableStreamDefaultController) => {
        stop();
        stream.error(reason);
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    };
    const tools = { fetch, signal: ended.signal, retries: 0 };
    await expect(remoteFolder('https://models.example/m', tools).json('config.json')).rejects.toBe(reason);
  },
);

test('what breaks off since the caller ended it is not tried again', async () => {
  const ended = new AbortController();
  const reason = new Error('It was stopped.');
  const breakingOff = async () => {
    ended.abort(reason);
    throw new RetryableError(new EmbedError('model-load-failed', 'The download broke off.'));
  };
  await expect(retry(breakingOff, { signal: ended.signal, retries: 0 })).rejects.toBe(reason);
});

describe('headers of the caller', () => {
  test('do not follow a redirect to another origin, and those of the library do', async () => {
    const { fetch, seen } = redirecting('/moved', 'https://cdn.example/file');
    const extra = { headers: { Range: 'bytes=5-' } };
    expect(await (await request(START, { fetch, headers: KEY }, extra)).text()).toBe('weights');
    expect(seen).toEqual([
      { url: START, headers: { 'x-api-key': 'secret', range: 'bytes=5-' } },
      { url: 'https://models.example/moved', headers: { 'x-api-key': 'secret', range: 'bytes=5-' } },
      { url: 'https://cdn.example/file', headers: { range: 'bytes=5-' } },
    ]);
  });

  test('stay away when another origin leads back', async () => {
    const { fetch, seen } = redirecting('https://cdn.example/file', 'https://models.example/admin');
    await request(START, { fetch, headers: KEY }, {});
    expect(seen.map(({ headers }) => headers)).toEqual([{ 'x-api-key': 'secret' }, {}, {}]);
  });

  test('stop a redirect that a browser does not tell, with an error that says so', async () => {
    const fetch = async () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    await expect(request(START, { fetch, headers: KEY }, {})).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringContaining('download.headers'),
    });
  });

  test('end redirects that go round', async () => {
    const { fetch, seen } = redirecting(...Array<string>(20).fill(START));
    await expect(request(START, { fetch, headers: KEY }, {})).rejects.toMatchObject({
      code: 'model-load-failed',
    });
    expect(seen.length).toBeLessThan(10);
  });

  test.each([undefined, { authorization: 'Bearer x' }])(
    'that browsers take off themselves leave redirects to them: %j',
    async (headers) => {
      const { fetch, seen } = redirecting('https://cdn.example/file');
      await request(START, { fetch, ...(headers && { headers }) }, {});
      expect(seen).toHaveLength(1);
    },
  );
});

test.each([404, 401, 418, 503])('an answer with status %d shows no secret of the address', async (status) => {
  const url = 'https://me:password@models.example/m/model.onnx?signature=secret';
  const fetch = async () => new Response(null, { status });
  const error = await request(url, { fetch }, {}).then(
    () => expect.fail('It did not fail.'),
    (thrown) => thrown.error ?? thrown,
  );
  expect(error.message).toContain('https://models.example/m/model.onnx?…');
  expect(JSON.stringify([error.message, error.details])).not.toMatch(/password|secret/);
});

test('a server that cannot be reached shows none either, also where the reason repeats the address', async () => {
  const url = 'https://models.example/m?token=secret';
  const fetch = async () => Promise.reject(new TypeError(`fetch failed: ${url}`));
  const { error } = await request(url, { fetch }, {}).catch((thrown) => thrown);
  expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/secret/);
});
