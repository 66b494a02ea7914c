import { EmbedError, reasonOf } from '../../../errors.js';
import { fileError } from '../../../utils/fileError.js';
import { compileWasm } from '../compileWasm.js';

/** What wasm/tokenizers exports; its sources say what each is for. Booleans are 0 or 1. */
export interface RustExports {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  release(block: number, bytes: number): void;
  load(json: number, length: number): number;
  special_tokens(): number;
  encode(
    texts: number,
    size: number,
    lengths: number,
    count: number,
    maxTokens: number,
    offsets: number,
    whole: number,
  ): number;
  result(): number;
  result_length(): number;
  error(): number;
  error_length(): number;
}

let loading: Promise<WebAssembly.Module> | undefined;

/**
 * The crate's wasm, compiled while it comes, once for all tokenizers of the worker.
 * @throws {EmbedError} `backend-unavailable` when its address is unknown, or it cannot be fetched or compiled. May be
 * called again.
 */
export function loadRustModule(url: string | undefined): Promise<WebAssembly.Module> {
  if (url === undefined) return Promise.reject(notNamed());
  loading ??= compileWasm(url).catch((cause) => {
    loading = undefined;
    throw fileError(
      'backend-unavailable',
      `This model's tokenizer needs ${url}, which cannot be loaded (${reasonOf(cause)}). Check the address in tokenizersUrl.`,
      { url },
      cause,
    );
  });
  return loading;
}

function notNamed(): EmbedError {
  return new EmbedError(
    'backend-unavailable',
    "This model's tokenizer is not WordPiece and needs tokenizers.wasm. Pass its address: " +
      "import { tokenizersUrl } from 'react-embeddings/tokenizers'; createEmbedder({ tokenizersUrl, … }).",
    { details: { reason: 'no-tokenizers' } },
  );
}
