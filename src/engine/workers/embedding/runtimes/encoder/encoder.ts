import { EmbedError, reasonOf } from '../../../../errors.js';
import type { BertWeights } from '../../formats/types.js';
import { assertReadable } from '../../verifyModel.js';
import type { ModuleName } from '../../wasmUrls.js';
import { inPasses } from './inPasses.js';
import type { Address, Instance } from './instance.js';
import { layoutOf } from './layout.js';
import { type PackedSetup, packWeights } from './packWeights.js';
import { chooseWasmVariant, moduleOf, type WasmVariant } from './wasmVariants.js';

/** What the encoder can do with the vectors of a text's tokens. */
export type EncoderPooling = 'cls' | 'mean';

/** Options of {@link createEncoder}. */
export interface EncoderOptions {
  readonly pooling: EncoderPooling;
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /**
   * Which build of the wasm to run.
   * @default the fastest that the machine can run and that proves right on it
   */
  readonly build?: WasmVariant;
}

/** Runs a BERT model on the CPU, in wasm SIMD, in integers. One thread. */
export interface Encoder {
  readonly build: WasmVariant;
  /** The length of each vector. */
  readonly dimensions: number;
  /** Bytes of wasm memory. */
  readonly memory: number;
  /** The weights as they lie in memory, and where. */
  readonly image: EncoderImage;
  /**
   * One vector per text, row-major. A vector depends on its text's ids alone, bit for bit.
   * @throws {EmbedError} `inference-failed` for ids or lengths that the model does not have, or too little memory.
   */
  encode(texts: readonly (readonly number[])[]): Float32Array<ArrayBuffer>;
}

/** What must be known of packed weights to use them again. */
export interface ImageFacts extends PackedSetup {
  /** The module of wasm that has packed them. */
  readonly module: ModuleName;
  /** The fastest build there was. */
  readonly build: WasmVariant;
  readonly start: Address;
  readonly end: Address;
  /** The length of a vector. */
  readonly hidden: number;
  readonly limits: { readonly vocabulary: number; readonly positions: number };
}

/** Packed weights in an encoder's memory. */
export interface EncoderImage {
  readonly facts: ImageFacts;
  /** A view, which ends with any work of the encoder. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** Checksum of all bytes. It takes milliseconds for the weights of a small model. */
  checksum(): string;
}

/** What bounds the memory of a pass: some 10 MB at 384 dimensions. A longer text has a pass of its own. */
const TOKENS_PER_BATCH = 1_024;

/**
 * Makes an encoder of a model's weights, which are copied.
 * @throws {EmbedError} `backend-unavailable` when the model's shape or the machine does not allow it.
 */
export async function createEncoder(weights: BertWeights, options: EncoderOptions): Promise<Encoder> {
  const layout = layoutOf(weights);
  if (typeof layout === 'string')
    throw new EmbedError('backend-unavailable', `The encoder cannot run this model: ${layout}.`);
  const { instance, build } = await chooseWasmVariant(options.build);
  const start = startOfWeights(instance);
  const facts = {
    ...packWeights(instance, weights, layout),
    module: moduleOf(build),
    build,
    start,
    end: instance.wasm.mark(),
    hidden: layout.hidden,
    limits: { vocabulary: weights.words.rows, positions: weights.positions.rows },
  };
  return encoderOf(instance, build, facts, options);
}

/**
 * Makes an encoder of weights that were packed before.
 * @param readInto Fills the memory from `facts.start` to `facts.end`; it is there at once.
 * @throws {EmbedError} `backend-unavailable` when they were packed for another module, or the machine does not allow it.
 */
export async function restoreEncoder(
  facts: ImageFacts,
  readInto: (memory: Uint8Array<ArrayBuffer>) => void,
  options: EncoderOptions,
): Promise<Encoder> {
  const { instance, build } = await chooseWasmVariant(options.build);
  const { wasm, bytes } = instance;
  if (moduleOf(build) !== facts.module || startOfWeights(instance) !== facts.start)
    throw new EmbedError('backend-unavailable', 'Packed for another encoder.');
  wasm.setShape(...facts.shape);
  wasm.setEmbeddings(...facts.embeddings);
  wasm.allocate(facts.end - wasm.mark());
  readInto(bytes(facts.start, facts.end - facts.start));
  return encoderOf(instance, build, facts, options);
}

/** Behind the module's own constants. */
function startOfWeights({ wasm }: Instance): Address {
  wasm.allocate(0);
  return wasm.mark();
}

function encoderOf(
  instance: Instance,
  build: WasmVariant,
  facts: ImageFacts,
  options: EncoderOptions,
): Encoder {
  const { hidden, limits, start, end } = facts;
  return {
    build,
    dimensions: hidden,
    image: {
      facts,
      bytes: () => instance.bytes(start, end - start),
      checksum: () => checksumOf(instance, start, end),
    },
    get memory() {
      return instance.wasm.memory.buffer.byteLength;
    },
    encode(texts) {
      for (const [index, ids] of texts.entries()) assertReadable(ids, index, limits);
      const vectors = new Float32Array(texts.length * hidden);
      let done = 0;
      for (const pass of inPasses(texts, TOKENS_PER_BATCH)) {
        vectors.set(runPass(instance, pass, hidden, options, end), done * hidden);
        done += pass.length;
      }
      return vectors;
    },
  };
}

function checksumOf({ wasm, bytes }: Instance, start: Address, end: Address): string {
  const before = wasm.mark();
  const out = wasm.allocate(64);
  wasm.checksum(start, end, out);
  const checksum = Array.from(bytes(out, 64), (byte) => byte.toString(16).padStart(2, '0')).join('');
  wasm.release(before);
  return checksum;
}

function runPass(
  { wasm, put, floats }: Instance,
  texts: readonly (readonly number[])[],
  hidden: number,
  { pooling, normalize }: EncoderOptions,
  empty: number,
): Float32Array {
  wasm.release(empty); // also after a pass that ended in a trap
  try {
    const ids = put(Int32Array.from(texts.flat()));
    let end = 0;
    const starts = put(Int32Array.from([0, ...texts.map((text) => (end += text.length))]));
    const out = wasm.allocate(texts.length * hidden * 4 + 64);
    wasm.encode(ids, starts, texts.length, pooling === 'mean' ? 1 : 0, normalize ? 1 : 0, out);
    return floats(out, texts.length * hidden);
  } catch (cause) {
    // An allocation that fails ends in `unreachable`; any other trap is a fault of ours.
    const isFull = cause instanceof RangeError || /unreachable/.test(reasonOf(cause));
    const what = isFull ? 'ran out of memory. Embed shorter texts' : `failed: ${reasonOf(cause)}`;
    throw new EmbedError('inference-failed', `The encoder ${what}.`, { cause });
  }
}
