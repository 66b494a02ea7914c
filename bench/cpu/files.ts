import { ENCODER } from './encoderFile.js';
import type { Files } from './transformers.worker.js';

const encoder = new URL('../../src/engine/workers/embedding/encoder-relaxed.wasm', import.meta.url);

/** Files of the server, by their paths, and the wasm of the encoder. */
export async function fetchFiles(paths: readonly string[]): Promise<Files> {
  const places = [...paths.map((path) => [path, path] as const), [ENCODER, encoder] as const];
  const entries = places.map(async ([name, url]) => [
    name,
    new Uint8Array(await (await fetch(url)).arrayBuffer()),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
