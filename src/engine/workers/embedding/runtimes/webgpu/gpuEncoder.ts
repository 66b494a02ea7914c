import { EmbedError } from '../../../../errors.js';
import type { BertWeights } from '../../formats/types.js';
import { assertReadable } from '../../verifyModel.js';
import type { RunModel } from '../types.js';
import { refused } from './adapter.js';
import { batchOf, countThatFits } from './batch.js';
import { createBuffers } from './buffers.js';
import type { Variant } from './kernels/productOptions.js';
import { gpuLayoutOf } from './layout.js';
import { PipelineFactory, type Step } from './PipelineFactory.js';
import { type PackedWeights, packWeights } from './packWeights.js';

/** Options of {@link createGpuEncoder}. */
export interface GpuEncoderOptions {
  readonly pooling: 'cls' | 'mean';
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /** Whether products are computed in float16, and floats are stored so. Needs `shader-f16`. */
  readonly isHalf: boolean;
}

/** A BERT on the GPU, in kernels of our own. */
export interface GpuEncoder {
  /** The kernels that it can compute products with. */
  readonly variants: readonly Variant[];
  /** Makes pipelines for these kernels, and uses them from now on. */
  select(variant: Variant): Promise<void>;
  /** One vector of `dimensions` numbers per text, row-major. One call at a time. */
  readonly run: RunModel;
  /** Bytes of GPU memory, and those of them that hold weights. */
  readonly memory: { readonly total: number; readonly weights: number };
  /** Uses only large tiles from now on. */
  disableSmallTiles(): void;
  /** Gives its memory back. */
  destroy(): void;
}

/** Fewer rows than this take the small tile. */
const SMALL_TILE_ROWS = 256;
/** A submit that takes longer is cut into several, milliseconds: Windows resets a GPU after 2 s. */
const SUBMIT_MS = 1_000;

/**
 * Puts a model's weights on a GPU, and makes what runs it.
 * @throws {EmbedError} `backend-unavailable` when the model's shape or the GPU does not allow it.
 */
export async function createGpuEncoder(
  device: GPUDevice,
  weights: BertWeights,
  options: GpuEncoderOptions,
): Promise<GpuEncoder> {
  const layout = gpuLayoutOf(weights);
  if (typeof layout === 'string') throw refused('unsupported', `The GPU cannot run this model: ${layout}.`);
  const packed = packWeights(weights, layout, options.isHalf);
  const pipelines = new PipelineFactory(device, layout, options);
  const positions = weights.positions.rows;
  const buffers = await createBuffers(device, packed, layout, { positions });
  const watch = watchErrors(device);
  const limits = { vocabulary: weights.words.rows, positions };
  const { hidden, width } = layout;
  let steps: readonly Step[] = [];
  let hasSmallTiles = true;
  let capacity = buffers.tokens;

  async function submit(texts: readonly (readonly number[])[]): Promise<Float32Array> {
    const batch = batchOf(texts);
    buffers.writeBatch(batch);
    const size = hasSmallTiles && batch.rows < SMALL_TILE_ROWS ? 'small' : 'large';
    const commands = device.createCommandEncoder();
    const pass = commands.beginComputePass();
    for (const step of steps) step(pass, { ...batch, size });
    pass.end();
    const start = performance.now();
    const vectors = await buffers.readVectors(commands, texts.length);
    watch.assertNone();
    const msPerToken = (performance.now() - start) / batch.rows;
    capacity = Math.min(buffers.tokens, Math.max(positions, Math.floor(SUBMIT_MS / msPerToken)));
    return vectors;
  }

  return {
    variants: variantsOf(packed, options.isHalf),
    async select(variant) {
      steps = await pipelines.steps(variant, buffers);
    },
    async run(texts) {
      const ids = texts.map((text) => text.ids);
      for (const [index, each] of ids.entries()) assertReadable(each, index, limits);
      const vectors = new Float32Array(ids.length * hidden);
      let done = 0;
      while (done < ids.length) {
        const part = ids.slice(
          done,
          done + countThatFits(ids, done, { tokens: capacity, texts: buffers.texts }),
        );
        const rows = await submit(part);
        for (let row = 0; row < part.length; row++)
          vectors.set(rows.subarray(row * width, row * width + hidden), (done + row) * hidden);
        done += part.length;
      }
      return vectors;
    },
    memory: buffers.memory,
    disableSmallTiles() {
      hasSmallTiles = false;
    },
    destroy() {
      watch.end();
      buffers.destroy();
    },
  };
}

/** Integers are multiplied as such where the language has an instruction for it, and weights have no zero points. */
function variantsOf({ layers }: PackedWeights, isHalf: boolean): Variant[] {
  if (isHalf) return ['tiled'];
  const isSymmetric = layers.every(({ qkv, out, up, down }) =>
    [qkv, out, up, down].every(({ shape: { kind, hasZeroPoints } }) => kind === 'int8' && !hasZeroPoints),
  );
  const hasDot = navigator.gpu.wgslLanguageFeatures?.has('packed_4x8_integer_dot_product') ?? false;
  return isSymmetric && hasDot ? ['direct', 'tiled', 'dot'] : ['direct', 'tiled'];
}

/** What the GPU reports apart from the call that caused it. */
function watchErrors(device: GPUDevice) {
  let error: GPUError | undefined;
  const listener = (event: GPUUncapturedErrorEvent) => {
    error ??= event.error;
    event.preventDefault(); // it is thrown, and need not be in the console too
  };
  device.addEventListener('uncapturederror', listener);
  return {
    /** @throws {EmbedError} `inference-failed` */
    assertNone() {
      if (error) throw new EmbedError('inference-failed', `The GPU failed: ${error.message}`);
    },
    end: () => device.removeEventListener('uncapturederror', listener),
  };
}
