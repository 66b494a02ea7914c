import { EmbedError, reasonOf } from '../../errors.js';

/** What wasm/tokenizers exports; its sources say what each is for. Booleans are 0 or 1. */
export interface CrateExports {
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
 * @throws {EmbedError} `backend-unavailable` when it cannot be fetched or compiled. May be called again.
 */
export function loadCrate(url?: string): Promise<WebAssembly.Module> {
  loading ??= compile(url ?? new URL('./tokenizers.wasm', import.meta.url).href).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function compile(url: string): Promise<WebAssembly.Module> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    // Browsers compile while bytes come only if the server names their type.
    if (type.startsWith('application/wasm')) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new EmbedError(
      'backend-unavailable',
      `This model's tokenizer needs ${url}, which cannot be had (${reasonOf(cause)}). Pass its address as tokenizersUrl.`,
      { details: { url }, cause },
    );
  }
}
