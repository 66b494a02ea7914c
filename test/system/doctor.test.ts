import { createReadStream, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reactEmbeddings } from '../support/builtPackage.js';
import { type Answer, modelServer } from '../support/modelServer.js';

// A site as a server sends it, right and with each fault.

type Headers = Readonly<Record<string, string>>;
interface Sent {
  readonly body?: string;
  readonly status?: number;
  readonly headers: Headers;
}

const JS = { 'Content-Type': 'text/javascript' };
const HTML = { 'Content-Type': 'text/html' };
const page = '<!doctype html><script type="module" src="/assets/index.js"></script>';
const SITE: Readonly<Record<string, Sent>> = {
  '/': { body: page, headers: HTML },
  '/assets/index.js': { body: 'import("./search.js")', headers: JS },
  '/assets/search.js': {
    // As Vite 8 writes it.
    body: 'new Worker(new URL(`/assets/worker-1a2b.js`,``+import.meta.url),{type:`module`})',
    headers: JS,
  },
  '/assets/worker-1a2b.js': { body: 'self.onmessage=()=>{}', headers: JS },
};

const MODELS = ['--models', '/models', '--model', 'all-MiniLM-L6-v2'];
const WEIGHTS = '/models/all-MiniLM-L6-v2/onnx/model_quantized.onnx';

/** Sends the site with changes, and models as a server of static files does, with `modelHeaders`. */
function siteWith(changes: Readonly<Record<string, Partial<Sent>>>, modelHeaders: Headers = {}): Answer {
  return (request, response) => {
    const path = request.url ?? '';
    const sent = { ...SITE[path], ...changes[path] };
    if (sent.headers) {
      response.writeHead(sent.status ?? 200, sent.headers).end(sent.body);
      return true;
    }
    const file = path.replace(/^\/models/, 'models');
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (path === '/' || size === undefined) {
      const fallback = changes['*'];
      response.writeHead(fallback?.status ?? 404, fallback?.headers).end(fallback?.body);
      return true;
    }
    const isPart = request.headers.range !== undefined;
    const length = isPart ? 1 : size;
    const part = isPart ? { 'Content-Range': `bytes 0-0/${size}` } : {};
    response.writeHead(isPart ? 206 : 200, {
      ETag: '"1"',
      'Content-Length': length,
      ...part,
      ...modelHeaders,
    });
    createReadStream(file, { end: length - 1 }).pipe(response);
    return true;
  };
}

/** What the command says, and its exit code. */
async function doctor(answer: Answer, ...words: string[]): Promise<{ code: number; text: string }> {
  await using server = await modelServer('.', answer);
  return await reactEmbeddings('doctor', server.url, ...words).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    ({ code, stdout, stderr }) => ({ code, text: stdout + stderr }),
  );
}

const policy = (text: string): Headers => ({ 'Content-Security-Policy': text });
const WORKER = '/assets/worker-1a2b.js';

describe('react-embeddings doctor', () => {
  test('finds nothing to mend in a site that is right, behind a strict policy', async () => {
    const strict = policy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'");
    const answer = siteWith({
      '/': { headers: { ...HTML, ...strict } },
      [WORKER]: { headers: { ...JS, ...strict } },
    });
    const { code, text } = await doctor(answer, ...MODELS);
    expect(text).toMatch(/ok {3}\S+worker-1a2b.js comes as text\/javascript/);
    expect(text).toMatch(/ok {3}\S+model_quantized.onnx comes with 22856501 bytes/);
    expect(text).toMatch(/ok {3}\S+model_quantized.onnx can be gone on with/);
    expect(text).not.toMatch(/^(note|FIX)/m);
    expect(code).toBe(0);
  });

  test.each<[string, Answer, RegExp]>([
    [
      'a worker that is not there',
      siteWith({ [WORKER]: { status: 404 } }),
      /worker-1a2b.js comes with status 404/,
    ],
    [
      'index.html for a worker',
      siteWith({ [WORKER]: { headers: HTML } }),
      /worker-1a2b.js comes as a web page/,
    ],
    [
      'a worker of the wrong type',
      siteWith({ [WORKER]: { headers: { 'Content-Type': 'text/plain' } } }),
      /type text\/plain: browsers refuse it/,
    ],
    [
      'a policy that forbids the worker',
      siteWith({ '/': { headers: { ...HTML, ...policy("worker-src 'none'") } } }),
      /forbids the worker[\s\S]*worker-src 'self'/,
    ],
    [
      'a policy in the HTML that forbids the worker',
      siteWith({
        '/': { body: `${page}<meta http-equiv="Content-Security-Policy" content="worker-src blob:">` },
      }),
      /forbids the worker/,
    ],
    [
      'a policy of the worker that forbids wasm',
      siteWith({ [WORKER]: { headers: { ...JS, ...policy("script-src 'self'") } } }),
      /forbids wasm[\s\S]*'wasm-unsafe-eval'/,
    ],
    [
      'a page that is isolated, and a worker that is not',
      siteWith({ '/': { headers: { ...HTML, 'Cross-Origin-Embedder-Policy': 'require-corp' } } }),
      /without Cross-Origin-Embedder-Policy/,
    ],
    [
      'a model that is not there',
      siteWith({ [WEIGHTS]: { headers: {}, status: 404 } }),
      /onnx comes with status 404/,
    ],
    [
      'index.html for a model',
      siteWith({ [WEIGHTS]: { headers: HTML, body: page } }),
      /onnx comes as a web page[\s\S]*npx react-embeddings fetch/,
    ],
    [
      'another version of a model',
      siteWith({ [WEIGHTS]: { headers: { 'Content-Length': '3' }, body: 'abc' } }),
      /has 3 bytes and not 22856501/,
    ],
  ])('%s is told as a problem', async (_, answer, expected) => {
    const { code, text } = await doctor(answer, ...MODELS);
    expect(text).toMatch(expected);
    expect(text).toMatch(/^FIX/m);
    expect(code).toBe(1);
  });

  test('what works, and could be better, is a note', async () => {
    const answer = siteWith({ '*': { status: 200, headers: HTML, body: page } }, { ETag: 'W/"1"' });
    const { code, text } = await doctor(answer, ...MODELS);
    expect(text).toMatch(/note A file that is not there comes with status 200, as a web page/);
    expect(text).toMatch(
      /note \S+onnx is downloaded from the beginning after a break: it has no strong ETag\./,
    );
    expect(code).toBe(0);
  });

  test('models of another origin must be allowed for the page', async () => {
    await using closed = await modelServer('.', siteWith({}));
    const model = ['--model', 'all-MiniLM-L6-v2', '--models'];
    const refused = await doctor(siteWith({}), ...model, `${closed.url}/models`);
    expect(refused).toMatchObject({
      code: 1,
      text: expect.stringMatching(/is not allowed for pages of .*CORS/),
    });
    await using open = await modelServer('.', siteWith({}, { 'Access-Control-Allow-Origin': '*' }));
    const allowed = await doctor(siteWith({}), ...model, `${open.url}/models`);
    expect(allowed.code).toBe(0);
    expect(allowed.text).toMatch(/note .*Access-Control-Expose-Headers/);
  });

  test('finds a worker that a bundler has only copied', async () => {
    const copied = { body: 'e(new URL(`/assets/embeddingWorker-1a2b.js`,``+import.meta.url))', headers: JS };
    const { text } = await doctor(siteWith({ '/assets/search.js': copied }));
    expect(text).toMatch(/embeddingWorker-1a2b.js comes with status 404/);
  });

  test('workers that the scripts do not write out can be named', async () => {
    const hidden = { '/assets/search.js': { body: 'new Worker(r.u(17))' } };
    expect((await doctor(siteWith(hidden))).text).toMatch(/note No worker's address[\s\S]*--worker/);
    const named = await doctor(siteWith(hidden), '--worker', WORKER);
    expect(named.text).toMatch(/ok {3}\S+worker-1a2b.js comes as/);
  });

  test('a site that cannot be reached, and what is no address, are errors in a line', async () => {
    const fail = (url: string) => reactEmbeddings('doctor', url).catch((error: unknown) => error);
    expect(await fail('http://127.0.0.1:1/')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: http:\/\/127.0.0.1:1\/ cannot be reached/),
    });
    expect(await fail('app')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"app" is not an http\(s\) URL/),
    });
  });
});
