import { env, type FeatureExtractionPipeline, pipeline } from '@huggingface/transformers';

// transformers.js as its documentation uses it, on one thread of wasm, in a worker of its own.

/** Path below the server's root -> bytes: what it would download, held in memory. */
export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** `model`: of the catalog, for our own worker. @default all-MiniLM-L6-v2 */
export type Command =
  | { readonly type: 'load'; readonly files?: Files; readonly model?: string }
  | { readonly type: 'embed'; readonly texts: readonly string[] };

/** `ms` of a load with its first text, or the vectors of a call, row-major. */
export type Answer = { readonly ready: true } | { readonly ms: number } | { readonly data: Float32Array };

const RUNTIME = '/ort/ort-wasm-simd-threaded.asyncify';

let extract: FeatureExtractionPipeline | undefined;

async function load(files: Files | undefined): Promise<number> {
  const start = performance.now();
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = '/models/';
  env.useBrowserCache = false;
  if (files) {
    env.useCustomCache = true;
    env.customCache = { match: async (request: string) => answerFrom(files, request), put: async () => {} };
  }
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('transformers.js has no wasm backend here.');
  wasm.numThreads = 1;
  wasm.wasmPaths = { mjs: `${RUNTIME}.mjs`, wasm: `${RUNTIME}.wasm` };
  extract = await pipeline('feature-extraction', 'all-MiniLM-L6-v2', { dtype: 'q8', device: 'wasm' });
  await embed(['a short text']);
  return performance.now() - start;
}

function answerFrom(files: Files, request: string): Response | undefined {
  const bytes = files[new URL(request, location.href).pathname];
  return bytes && new Response(bytes, { headers: { 'Content-Length': String(bytes.length) } });
}

async function embed(texts: readonly string[]): Promise<Float32Array> {
  if (!extract) throw new Error('The model was not loaded.');
  const { data } = await extract([...texts], { pooling: 'mean', normalize: true });
  return data as Float32Array;
}

self.addEventListener('message', async ({ data: command }: MessageEvent<Command>) => {
  const answer: Answer =
    command.type === 'load' ? { ms: await load(command.files) } : { data: await embed(command.texts) };
  self.postMessage(answer);
});
// A rejection does not reach the page of itself, and it would wait forever.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
self.postMessage({ ready: true } satisfies Answer);
