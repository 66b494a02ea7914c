// The tokenizers of src/, for scripts that run in Node.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { TOKENIZERS_WASM } from '../../tools/build/tokenizers.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRY = `
export { createFastTokenizer } from './src/engine/workers/embedding/tokenizer/createTokenizer.ts';
export { createRustTokenizer } from './src/engine/workers/embedding/tokenizer/rustTokenizer.ts';
export { EmbedError } from './src/engine/errors.ts';
`;

/** @typedef {Awaited<ReturnType<typeof bundleTokenizers>>} Tokenizers */

export async function bundleTokenizers() {
  const build = await rolldown({
    input: 'entry.ts',
    cwd: ROOT,
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry.ts' ? resolve(ROOT, id) : null),
        load: (id) => (id === resolve(ROOT, 'entry.ts') ? ENTRY : null),
      },
    ],
  });
  const file = resolve(ROOT, 'node_modules/.cache/tokenizers-bundle.mjs');
  await build.write({ file, format: 'esm' });
  /** @type {Pick<typeof import('../../src/engine/workers/embedding/tokenizer/createTokenizer.js'), 'createFastTokenizer'> & Pick<typeof import('../../src/engine/workers/embedding/tokenizer/rustTokenizer.js'), 'createRustTokenizer'> & Pick<typeof import('../../src/engine/errors.js'), 'EmbedError'>} */
  const exports = await import(pathToFileURL(file).href);
  return { ...exports, module: await WebAssembly.compile(Uint8Array.from(readFileSync(TOKENIZERS_WASM))) };
}
