import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { cosineSimilarity, type Embedder, EmbedError, type ModelSpec } from '../engine/index.js';
import { locateModel } from '../engine/models/catalog.js';
import { fetchWithFiles } from './files.js';

/** How alike the vectors of a text must be, by cosine: other builds of the encoder give 0.998, another pooling 0.9. */
const MIN_COSINE = 0.99;
const PROBES = 16;
const TIMEOUT_MS = 120_000;

/** Options of {@link verifyInBrowser}. */
export interface VerifyOptions {
  readonly embedder: Embedder;
  readonly spec: ModelSpec;
  /** Where the models lie. */
  readonly modelsUrl: string | undefined;
  /** The path of a Chromium. */
  readonly browser: string;
  readonly signal?: AbortSignal;
}

/**
 * Embeds some of the texts in a browser too, and compares.
 * @returns the smallest cosine
 * @throws {EmbedError} `integrity-mismatch` if a browser's vectors are others than those of this machine,
 * `backend-unavailable` if it gives none.
 */
export async function verifyInBrowser(texts: readonly string[], options: VerifyOptions): Promise<number> {
  const probes = spread(texts, PROBES);
  const ours = await options.embedder.embedMany(probes, options.signal && { signal: options.signal });
  const theirs = await embedInBrowser(probes, options);
  const cosines = ours.map((vector, i) => cosineSimilarity(vector, theirs[i] ?? new Float32Array()));
  const least = Math.min(...cosines);
  if (least >= MIN_COSINE) return least;
  const text = probes[cosines.indexOf(least)] ?? '';
  throw new EmbedError(
    'integrity-mismatch',
    `A browser's vector of a text has a cosine of ${least.toFixed(4)} with the one that was built, and must have ${MIN_COSINE}.`,
    { details: { text: text.slice(0, 100), cosine: least } },
  );
}

/** Starts a browser on a page that embeds texts with this package's worker, and waits for what it sends back. */
async function embedInBrowser(
  inputs: readonly string[],
  { spec, modelsUrl, browser, signal }: VerifyOptions,
): Promise<Float32Array[]> {
  const profile = await mkdtemp(join(tmpdir(), 'react-embeddings-'));
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const page = new Page(spec, modelsUrl, inputs);
  const url = await page.listen();
  const flags = ['--headless', '--no-first-run', '--disable-background-networking', '--disable-sync'];
  if (process.getuid?.() === 0) flags.push('--no-sandbox'); // Chromium refuses to run as root with one
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, url], { stdio: 'ignore' });
  try {
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the browser ended')));
      ended.addEventListener('abort', () => reject(ended.reason), { once: true });
    });
    return await Promise.race([page.vectors, failed]);
  } catch (cause) {
    signal?.throwIfAborted();
    if (EmbedError.is(cause)) throw cause;
    throw new EmbedError('backend-unavailable', `The browser at ${browser} gave no vectors.`, { cause });
  } finally {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    if (child.kill()) await exited;
    page.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A server with a page, this package's worker, and the model. */
class Page {
  readonly vectors: Promise<Float32Array[]>;
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(new Uint8Array(await answer.arrayBuffer()));
      },
      () => response.writeHead(500).end(),
    );
  });
  readonly #files: ReadonlyMap<string, { readonly url: string; readonly type: string }>;
  readonly #dimensions: number;
  readonly #html: string;
  #resolve: (vectors: Float32Array[]) => void = () => {};
  #reject: (error: EmbedError) => void = () => {};

  constructor(spec: ModelSpec, modelsUrl: string | undefined, inputs: readonly string[]) {
    const model = locateModel(spec, modelsUrl);
    const own = (path: string) => new URL(path, import.meta.url).href;
    this.#files = new Map([
      ['/tokenizers.wasm', { url: own('../engine/tokenizers/tokenizers.wasm'), type: 'application/wasm' }],
      ['/model/tokenizer', { url: model.tokenizer, type: 'application/json' }],
      ['/model/weights', { url: model.weights, type: 'application/octet-stream' }],
    ]);
    this.#dimensions = spec.dimensions;
    this.#html = `<!doctype html><script type="module">(${embedOnPage})(${scriptSafe(JSON.stringify({ spec, inputs }))})</script>`;
    this.vectors = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<Response> {
    const path = request.url ?? '/';
    if (path === '/')
      return new Response(this.#html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
    if (path === '/vectors') {
      this.#receive(await readText(request));
      return new Response(null, { status: 204 });
    }
    const file = this.#files.get(path) ?? workerFile(path);
    if (!file) return new Response(null, { status: 404 });
    const { body, status } = await fetchWithFiles(fetch)(file.url);
    return new Response(body, { status, headers: { 'content-type': file.type } });
  }

  #receive(json: string): void {
    const { numbers, error }: { numbers?: number[]; error?: string } = JSON.parse(json);
    if (numbers) this.#resolve(rowsOf(Float32Array.from(numbers), this.#dimensions));
    else this.#reject(new EmbedError('backend-unavailable', `The model does not run in a browser: ${error}`));
  }
}

/** A script of the worker: itself, or what it fetches when it is needed. */
function workerFile(path: string) {
  const [, ending] = /^\/[\w-]+\.(js|wasm)$/.exec(path) ?? [];
  if (!ending) return undefined;
  const type = ending === 'js' ? 'text/javascript' : 'application/wasm';
  return { url: new URL(`../engine/workers/embedding${path}`, import.meta.url).href, type };
}

function rowsOf(data: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: data.length / dimensions }, (_, i) =>
    data.subarray(i * dimensions, (i + 1) * dimensions),
  );
}

/** Runs on the page; it sees nothing but its argument. */
function embedOnPage({
  spec,
  inputs,
}: {
  readonly spec: ModelSpec;
  readonly inputs: readonly string[];
}): void {
  const worker = new Worker('/embeddingWorker.js', { type: 'module' });
  const urls = {
    tokenizer: `${location.origin}/model/tokenizer`,
    weights: `${location.origin}/model/weights`,
  };
  const send = (result: object) => fetch('/vectors', { method: 'POST', body: JSON.stringify(result) });
  worker.onerror = ({ message }) => send({ error: message || 'its worker stopped' });
  worker.onmessage = ({ data }) => {
    if (data.type === 'throw') send({ error: data.error.message });
    else if (data.id === 1 && data.type === 'return') call(2, 'embed', { inputs: texts });
    else if (data.id === 2) send({ numbers: [...data.output.data] });
  };
  const call = (id: number, method: string, input: object) =>
    worker.postMessage({ type: 'call', id, method, input });
  const texts = inputs.map((text) => spec.prompts.document + text);
  const tokenizersUrl = `${location.origin}/tokenizers.wasm`;
  call(1, 'load', { spec, urls, runtimes: ['encoder'], tokenizersUrl });
}

/** Some of a list, evenly. */
function spread<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(list.length / count, 1);
  return Array.from({ length: Math.min(count, list.length) }, (_, i) => list[Math.floor(i * step)] as T);
}

const scriptSafe = (json: string) => json.replaceAll('<', '\\u003c');
