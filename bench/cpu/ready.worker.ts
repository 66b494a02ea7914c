import { findModel } from '../../src/engine/models/catalog.js';
import { readBert } from '../../src/engine/workers/embedding/formats/readBert.js';
import { createEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import { preloadEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/instance.js';
import { createTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import { ENCODER } from './encoderFile.js';
import type { Answer, Command } from './transformers.worker.js';

// The parts of the engine's worker that make a model of bytes in memory, and its first vector.

async function load(model: string, tokenizerBytes: Uint8Array, weightBytes: Uint8Array): Promise<number> {
  const start = performance.now();
  void preloadEncoder(); // as the engine does
  const { maxTokens, normalize, pooling } = findModel(model);
  if (pooling !== 'mean' && pooling !== 'cls') throw new Error(`The encoder does not pool by ${pooling}.`);
  const tokenizer = await createTokenizer(tokenizerBytes);
  const read = readBert(weightBytes);
  if ('foreign' in read) throw new Error(read.foreign);
  const encoder = await createEncoder(read.weights, { pooling, normalize });
  encoder.encode(tokenizer.encode(['a short text'], { maxTokens }).map(({ ids }) => ids));
  return performance.now() - start;
}

/** Has the encoder's wasm come from memory, as that of the peer does. */
function serveEncoder(wasm: Uint8Array<ArrayBuffer>): void {
  const { fetch } = self;
  const headers = { 'content-type': 'application/wasm' };
  self.fetch = async (input, init) =>
    String(input).includes('encoder-relaxed') ? new Response(wasm, { headers }) : fetch(input, init);
}

self.addEventListener('message', async ({ data: command }: MessageEvent<Command>) => {
  const { files, model = 'all-MiniLM-L6-v2' } = command.type === 'load' ? command : {};
  const spec = findModel(model);
  const [tokenizer, weights] = [spec.files.tokenizer, spec.files.weights].map(
    ({ path }) => files?.[`/models/${spec.repo}/${path}`],
  );
  const wasm = files?.[ENCODER];
  if (wasm) serveEncoder(wasm);
  if (!tokenizer || !weights) throw new Error('The files of the model were not given.');
  self.postMessage({ ms: await load(model, tokenizer, weights) } satisfies Answer);
});
// A rejection does not reach the page of itself, and it would wait forever.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
self.postMessage({ ready: true } satisfies Answer);
