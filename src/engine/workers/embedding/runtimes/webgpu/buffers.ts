import { EmbedError, reasonOf } from '../../../../errors.js';
import { roundUp } from '../encoder/layout.js';
import { refused } from './adapter.js';
import type { Batch } from './batch.js';
import { QUERIES } from './kernels/attention.js';
import { ROW_MULTIPLE, type WeightKind } from './kernels/productOptions.js';
import type { GpuLayout } from './layout.js';
import type { Packed, PackedProduct, ProductShape } from './packProduct.js';
import type { PackedLayer, PackedWeights } from './packWeights.js';

/** A product's buffers, and what they hold. Of the model's file nothing stays. */
export interface ProductBuffers {
  readonly shape: ProductShape;
  readonly weights: GPUBuffer;
  readonly columns: GPUBuffer;
}

/** A layer's buffers, by the names of what they hold. */
export interface LayerBuffers {
  readonly products: Readonly<Record<ProductName, ProductBuffers>>;
  readonly norms: Readonly<Record<'attentionNorm' | 'outputNorm', GPUBuffer>>;
}

export const PRODUCTS = ['qkv', 'out', 'up', 'down'] as const;
export type ProductName = (typeof PRODUCTS)[number];

/** A model's GPU memory. */
export interface Buffers {
  /** How many tokens a submit holds. */
  readonly tokens: number;
  /** How many texts a submit holds. */
  readonly texts: number;
  readonly memory: { readonly total: number; readonly weights: number };
  readonly wordKind: WeightKind;
  readonly embeddings: Readonly<Record<'words' | 'rows' | 'positions' | 'norm', GPUBuffer>>;
  readonly layers: readonly LayerBuffers[];
  /** Activations: the stream; queries, keys, values and later the inner layer; what attention gives. */
  readonly activations: Readonly<Record<'x' | 'wide' | 'attended', GPUBuffer>>;
  readonly batch: Readonly<Record<'tokens' | 'spans' | 'blocks', GPUBuffer>>;
  readonly vectors: GPUBuffer;
  writeBatch(batch: Batch): void;
  /** Submits the commands, and resolves with the vectors of so many texts, `width` numbers each. */
  readVectors(commands: GPUCommandEncoder, texts: number): Promise<Float32Array>;
  destroy(): void;
}

/** GPUBufferUsage and GPUMapMode.READ of the WebGPU specification, which the types of the DOM lack. */
const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, storage: 128 } as const;
const MAP_MODE_READ = 1;

/** How many tokens a submit holds, unless the model reads longer texts: enough for a GPU to be busy with. */
const TOKENS = 2_048;
const TEXTS = 256;

/**
 * Makes a model's buffers and writes its weights into them.
 * @param options.positions How many tokens the model reads: a submit holds at least as many.
 * @throws {EmbedError} `backend-unavailable` (`small-buffers`, `out-of-memory`, `fp16-overflow`).
 */
export async function createBuffers(
  device: GPUDevice,
  packed: PackedWeights,
  layout: GpuLayout,
  { positions }: { readonly positions: number },
): Promise<Buffers> {
  const memory = new Memory(device);
  let buffers: Buffers | undefined;
  let failure: unknown;
  for (const filter of ['out-of-memory', 'validation'] as const) device.pushErrorScope(filter);
  try {
    buffers = makeBuffers(memory, packed, layout, Math.max(TOKENS, positions));
  } catch (error) {
    failure = error;
  }
  for (const error of await Promise.all([device.popErrorScope(), device.popErrorScope()]))
    if (error) failure ??= new Error(error.message); // a GPUError is no Error
  if (buffers && !failure) return buffers;
  memory.destroy();
  if (EmbedError.is(failure)) throw failure;
  throw refused('out-of-memory', `The model does not fit on the GPU: ${reasonOf(failure)}.`, failure);
}

/** The buffers that were made, to be counted and given back. */
class Memory {
  readonly device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
  }

  get bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  make(size: number, usage: number, mappedAtCreation = false): GPUBuffer {
    const { limits } = this.device;
    const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
    if (size > largest)
      throw refused('small-buffers', `The GPU binds ${largest} bytes at once, and the model needs ${size}.`);
    const buffer = this.device.createBuffer({ size: roundUp(size, 16), usage, mappedAtCreation });
    this.#buffers.push(buffer);
    return buffer;
  }

  upload({ size, write }: Packed): GPUBuffer {
    const buffer = this.make(roundUp(size, 16), USAGE.storage, true);
    write(buffer.getMappedRange());
    buffer.unmap();
    return buffer;
  }

  /** For so many numbers of 4 bytes that kernels read and write. */
  numbers(count: number): GPUBuffer {
    return this.make(4 * count, USAGE.storage | USAGE.copySource | USAGE.copyTarget);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}

function makeBuffers(
  memory: Memory,
  { words, positions, embeddingNorm, layers }: PackedWeights,
  { width, span, inner }: GpuLayout,
  tokens: number,
): Buffers {
  const weights = {
    embeddings: {
      words: memory.upload(words.values),
      rows: memory.upload(words.rows),
      positions: memory.upload(positions),
      norm: memory.upload(embeddingNorm),
    },
    layers: layers.map((layer) => layerBuffers(layer, memory)),
  };
  const weightBytes = memory.bytes;
  const rows = roundUp(tokens, ROW_MULTIPLE);
  const batch = {
    tokens: memory.numbers(2 * tokens),
    spans: memory.numbers(2 * TEXTS),
    blocks: memory.numbers(4 * (Math.ceil(tokens / QUERIES) + TEXTS)),
  };
  const activations = {
    x: memory.numbers(rows * width),
    wide: memory.numbers(rows * Math.max(3 * span, inner)),
    attended: memory.numbers(rows * span),
  };
  const vectors = memory.numbers(TEXTS * width);
  const read = memory.make(4 * TEXTS * width, USAGE.mapRead | USAGE.copyTarget);
  const { queue } = memory.device;
  return {
    tokens,
    texts: TEXTS,
    memory: { total: memory.bytes, weights: weightBytes },
    wordKind: words.kind,
    ...weights,
    activations,
    batch,
    vectors,
    writeBatch(written) {
      for (const name of ['tokens', 'spans', 'blocks'] as const)
        queue.writeBuffer(batch[name], 0, written[name]);
    },
    async readVectors(commands, texts) {
      const size = 4 * texts * width;
      commands.copyBufferToBuffer(vectors, 0, read, 0, size);
      queue.submit([commands.finish()]);
      await read.mapAsync(MAP_MODE_READ, 0, size);
      const copy = new Float32Array(read.getMappedRange(0, size).slice(0));
      read.unmap();
      return copy;
    },
    destroy: () => memory.destroy(),
  };
}

function layerBuffers(layer: PackedLayer, memory: Memory): LayerBuffers {
  const upload = (packed: Packed) => memory.upload(packed);
  const both = (packed: PackedProduct) => ({
    shape: packed.shape,
    weights: upload(packed.weights),
    columns: upload(packed.columns),
  });
  const { qkv, out, up, down, attentionNorm, outputNorm } = layer;
  return {
    products: { qkv: both(qkv), out: both(out), up: both(up), down: both(down) },
    norms: { attentionNorm: upload(attentionNorm), outputNorm: upload(outputNorm) },
  };
}
