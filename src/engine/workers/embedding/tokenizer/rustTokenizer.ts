import { EmbedError } from '../../../errors.js';
import type { RustExports } from './rustModule.js';
import { maxContentTokens } from './tokenBudget.js';
import type { EncodeOptions, Encoding, Tokenizer } from './types.js';

export { loadRustModule } from './rustModule.js';

/**
 * Any tokenizer.json, run by the Rust crate `tokenizers`. Each tokenizer has an instance of its own: the crate panics on
 * some malformed files, and an instance that has trapped cannot be trusted any more.
 * @throws {EmbedError} `model-load-failed` with the crate's own words for a file that it does not read, or that would make too much
 * of any text; `inference-failed` from `encode` where it makes too much of this one.
 */
export async function createRustTokenizer(module: WebAssembly.Module, file: Uint8Array): Promise<Tokenizer> {
  const crate = new CrateInstance(await WebAssembly.instantiate(module, {}));
  crate.load(file);
  const special = crate.specialTokens();
  return {
    kind: 'crate',
    ...special,
    encode(texts, options = {}) {
      if (options.maxTokens !== undefined) maxContentTokens(special, options.maxTokens);
      return crate.encode(texts, options);
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NUMBER_BYTES = Uint32Array.BYTES_PER_ELEMENT;
/** A UTF-16 unit is at most this many bytes of UTF-8. */
const UTF8_BYTES = 3;
const NO_LIMIT = 0xffffffff;

class CrateInstance {
  readonly #crate: RustExports;
  #trapped: EmbedError | undefined;

  constructor({ exports }: WebAssembly.Instance) {
    this.#crate = exports as unknown as RustExports; // as wasm/tokenizers/src/lib.rs declares them
  }

  load(file: Uint8Array): void {
    this.#withBlock(file.length, 'model-load-failed', (block) => {
      this.#bytes(block, file.length).set(file);
      this.#call('model-load-failed', (crate) => crate.load(block, file.length));
    });
  }

  specialTokens(): Pick<Tokenizer, 'before' | 'after'> {
    this.#call('model-load-failed', (crate) => crate.special_tokens());
    const [before = 0, ...ids] = this.#result();
    return { before: ids.slice(0, before), after: ids.slice(before) };
  }

  encode(
    texts: readonly string[],
    { maxTokens = NO_LIMIT, offsets = false, whole = false }: EncodeOptions,
  ): Encoding[] {
    const lengthsSize = texts.length * NUMBER_BYTES;
    const textsSize = texts.reduce((size, text) => size + text.length * UTF8_BYTES, 0);
    return this.#withBlock(lengthsSize + textsSize, 'inference-failed', (block) => {
      const start = block + lengthsSize;
      const bytes = this.#bytes(start, textsSize);
      const lengths = new Uint32Array(this.#crate.memory.buffer, block, texts.length);
      let end = 0;
      for (const [row, text] of texts.entries()) {
        const { written } = encoder.encodeInto(text, bytes.subarray(end));
        lengths[row] = written;
        end += written;
      }
      this.#call('inference-failed', (crate) =>
        crate.encode(start, end, block, texts.length, maxTokens, Number(offsets), Number(whole)),
      );
      return readEncodings(this.#result());
    });
  }

  #withBlock<T>(size: number, code: 'model-load-failed' | 'inference-failed', use: (block: number) => T): T {
    let block = 0;
    this.#call(code, (crate) => {
      block = crate.allocate(size);
      return 1;
    });
    if (block === 0)
      throw new EmbedError(code, `The tokenizer found no memory for ${size} bytes. Give it shorter texts.`);
    try {
      return use(block);
    } finally {
      if (!this.#trapped) this.#crate.release(block, size);
    }
  }

  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#crate.memory.buffer, address, length);
  }

  #result(): Uint32Array {
    return new Uint32Array(this.#crate.memory.buffer, this.#crate.result(), this.#crate.result_length());
  }

  /** Runs a call that returns 1, or 0 with the text of an error. A trap becomes an error too, and ends the instance. */
  #call(code: 'model-load-failed' | 'inference-failed', call: (crate: RustExports) => number): void {
    if (this.#trapped) throw this.#trapped;
    try {
      if (call(this.#crate) === 1) return;
    } catch (cause) {
      this.#trapped = failure(code, this.#errorText() || String(cause), cause);
      throw this.#trapped;
    }
    throw failure(code, this.#errorText());
  }

  #errorText(): string {
    return decoder.decode(this.#bytes(this.#crate.error(), this.#crate.error_length()));
  }
}

const HEADER = 3;

/** Takes apart what `encode` in wasm/tokenizers/src/lib.rs puts together. */
function readEncodings(result: Uint32Array): Encoding[] {
  const [count = 0, tokens = 0, offsetCount = 0] = result;
  const at = HEADER + 2 * count;
  const ids = result.subarray(at, at + tokens);
  const typeIds = result.subarray(at + tokens, at + 2 * tokens);
  const offsets = result.subarray(at + 2 * tokens, at + 2 * tokens + offsetCount);
  const hasTypes = typeIds.some((type) => type !== 0);
  const encodings: Encoding[] = [];
  let start = 0;
  for (let row = 0; row < count; row += 1) {
    const end = start + Number(result[HEADER + 2 * row]);
    encodings.push({
      ids: Array.from(ids.subarray(start, end)),
      total: Number(result[HEADER + 2 * row + 1]),
      ...(hasTypes && { typeIds: Array.from(typeIds.subarray(start, end)) }),
      ...(offsetCount > 0 && { offsets: Array.from(offsets.subarray(2 * start, 2 * end)) }),
    });
    start = end;
  }
  return encodings;
}

function failure(
  code: 'model-load-failed' | 'inference-failed',
  reason: string,
  cause?: unknown,
): EmbedError {
  const what =
    code === 'model-load-failed'
      ? 'The tokenizer.json of the model cannot be read'
      : 'A text cannot be encoded';
  return new EmbedError(code, `${what}: ${reason}.`, { cause });
}
