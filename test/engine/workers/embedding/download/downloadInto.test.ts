import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  downloadInto,
  type Target,
} from '../../../../../src/engine/workers/embedding/download/downloadInto.js';

// What a download does with each answer of a server. The browser's own part is in test/browser/loading.test.ts.
const URL_OF_FILE = 'https://models.example/a/weights.bin';
const FILE = Uint8Array.from({ length: 100 }, (_, i) => i);

/** A file in memory. */
function target(): Target & { readonly bytes: Uint8Array } {
  const state = { loaded: 0, etag: undefined as string | undefined };
  const bytes = new Uint8Array(FILE.length);
  return {
    url: URL_OF_FILE,
    total: FILE.length,
    bytes,
    get loaded() {
      return state.loaded;
    },
    get etag() {
      return state.etag;
    },
    async restart(etag) {
      Object.assign(state, { loaded: 0, etag });
    },
    append(chunk) {
      bytes.set(chunk, state.loaded);
      state.loaded += chunk.length;
    },
  };
}

type Answer = (headers: Headers) => Response | Promise<Response>;

/** Runs a download against a server that gives these answers one after the other. */
async function run(answers: readonly Answer[], retries = 3) {
  const asked: Headers[] = [];
  const waits: number[] = [];
  const file = target();
  const result = downloadInto(file, {
    retries,
    fetch: async (_, init) => {
      const headers = new Headers(init?.headers);
      asked.push(headers);
      const answer = answers[Math.min(asked.length, answers.length) - 1] as Answer;
      return answer(headers);
    },
    wait: async (ms) => void waits.push(ms),
  });
  const outcome: { inOnePiece?: boolean; error?: unknown } = await result.then(
    (inOnePiece) => ({ inOnePiece }),
    (error) => ({ error }),
  );
  return { ...outcome, file, waits, ranges: asked.map((headers) => headers.get('range')) };
}

const ETAG = { ETag: '"v1"' };
const whole: Answer = () => new Response(FILE, { headers: ETAG });
const broken =
  (bytes: Uint8Array<ArrayBuffer>, init: ResponseInit = { headers: ETAG }): Answer =>
  () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes);
        },
        pull(controller) {
          controller.error(new TypeError('network error'));
        },
      }),
      init,
    );
const status =
  (code: number, headers: HeadersInit = {}): Answer =>
  () =>
    new Response('', { status: code, headers });
const rest =
  (from: number, headers: HeadersInit = ETAG): Answer =>
  () =>
    new Response(FILE.slice(from), {
      status: 206,
      headers: { ...headers, 'Content-Range': `bytes ${from}-99/100` },
    });

test('a whole answer is one piece', async () => {
  const { inOnePiece, file, ranges } = await run([whole]);
  expect(inOnePiece).toBe(true);
  expect(file.bytes).toEqual(FILE);
  expect(ranges).toEqual([null]);
});

describe('an interruption', () => {
  test('is waited out, longer each time, three times at most', async () => {
    const { error, waits, ranges } = await run([status(503)]);
    expect(error).toMatchObject({ code: 'model-load-failed', details: { status: 503 } });
    expect(waits).toEqual([500, 1000, 2000]);
    expect(ranges).toHaveLength(4);
  });

  test('is waited out for as long as the server asks', async () => {
    const inTwoSeconds = new Date(Date.now() + 2_500).toUTCString();
    const { waits, file } = await run([
      status(429, { 'Retry-After': '7' }),
      status(503, { 'Retry-After': inTwoSeconds }),
      whole,
    ]);
    expect(waits[0]).toBe(7000);
    expect(waits[1]).toBeGreaterThan(500);
    expect(waits[1]).toBeLessThanOrEqual(2_500);
    expect(file.bytes).toEqual(FILE);
  });

  test('does not count when the download has got on since the last', async () => {
    const pieces = Array.from({ length: 9 }, (_, i) =>
      broken(FILE.slice(i * 10, i * 10 + 10), {
        status: i === 0 ? 200 : 206,
        headers: { ...ETAG, 'Content-Range': `bytes ${i * 10}-99/100` },
      }),
    );
    const { file, waits, inOnePiece } = await run([...pieces, rest(90)], 1);
    expect(file.bytes).toEqual(FILE);
    expect(new Set(waits)).toEqual(new Set([500]));
    expect(inOnePiece).toBe(false);
  });

  test('counts when the download begins anew each time', async () => {
    const { error, ranges } = await run([broken(FILE.slice(0, 50), {})], 2);
    expect(error).toMatchObject({ code: 'model-load-failed', message: expect.stringContaining('broke off') });
    expect(ranges).toEqual([null, null, null]);
  });

  test('that another attempt cannot change is none', async () => {
    for (const code of [400, 401, 403, 404, 410]) {
      const { waits, error } = await run([status(code)]);
      expect(error).toMatchObject({ details: { status: code } });
      expect(waits).toEqual([]);
    }
  });
});

describe('the rest of a file is taken', () => {
  const half = broken(FILE.slice(0, 50));

  test('only with the right range, of the same version', async () => {
    for (const wrong of [
      rest(49),
      rest(50, { ETag: '"v2"' }),
      status(416),
      () => new Response(FILE.slice(50), { status: 206 }), // it does not tell which part it is
      () =>
        new Response(FILE.slice(50), { status: 206, headers: { ...ETAG, 'Content-Range': 'bytes 50-99/*' } }),
    ]) {
      const { file, ranges, inOnePiece } = await run([half, wrong, whole]);
      expect(file.bytes).toEqual(FILE);
      expect(ranges).toEqual([null, 'bytes=50-', null]);
      expect(inOnePiece).toBe(true);
    }
  });

  test('of a version that is named for sure, and not of one that may differ in bytes', async () => {
    const weak = broken(FILE.slice(0, 50), { headers: { ETag: 'W/"v1"' } });
    const { ranges } = await run([weak, whole]);
    expect(ranges).toEqual([null, null]);
  });

  test('or all of it, where another origin does not allow to ask for a rest', async () => {
    const refuse: Answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const { file, ranges, waits } = await run([half, refuse, whole]);
    expect(ranges).toEqual([null, 'bytes=50-', null]);
    expect(waits).toEqual([500]);
    expect(file.bytes).toEqual(FILE);
  });

  test('but what there is stays when the network is gone', async () => {
    const refuse: Answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const { file, error } = await run([half, refuse], 1);
    expect(error).toMatchObject({ message: expect.stringContaining('cannot be reached') });
    expect(file.loaded).toBe(50);
  });
});

test('a server that never answers is given up after 45 seconds at most', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const started = Date.now();
  const silent: typeof fetch = (_, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const refused = expect(downloadInto(target(), { fetch: silent })).rejects.toMatchObject({
    code: 'model-load-failed',
    message: expect.stringContaining('stood still'),
  });
  await vi.runAllTimersAsync();
  await refused;
  expect(Date.now() - started).toBeLessThanOrEqual(45_000);
});
