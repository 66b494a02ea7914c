import { readFileSync } from 'node:fs';
import { createFastTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import { createRustTokenizer } from '../../src/engine/workers/embedding/tokenizer/rustTokenizer.js';
import type {
  EncodeOptions,
  Encoding,
  Tokenizer,
} from '../../src/engine/workers/embedding/tokenizer/types.js';

/** The bundled model's. */
export const bundledFile = readFileSync('models/all-MiniLM-L6-v2/tokenizer.json');

/** The fast path's tokenizer of a file that is of its kind. */
export function fastTokenizer(file: Uint8Array): Tokenizer {
  const tokenizer = createFastTokenizer(file);
  if (!tokenizer) throw new Error('This file is not for the fast path.');
  return tokenizer;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The crate's tokenizer of any file. */
export async function crateTokenizer(file: Uint8Array): Promise<Tokenizer> {
  compiled ??= WebAssembly.compile(readFileSync('src/engine/tokenizers/tokenizers.wasm'));
  return createRustTokenizer(await compiled, file);
}

export function encodeOne(tokenizer: Tokenizer, text: string, options?: EncodeOptions): Encoding {
  const [encoding] = tokenizer.encode([text], options);
  if (!encoding) throw new Error('One text, one encoding.');
  return encoding;
}

export const toBytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
