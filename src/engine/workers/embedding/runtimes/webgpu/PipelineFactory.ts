import { reasonOf } from '../../../../errors.js';
import { refused } from './adapter.js';
import type { Batch } from './batch.js';
import { type Buffers, type LayerBuffers, PRODUCTS, type ProductName } from './buffers.js';
import { attentionKernel } from './kernels/attention.js';
import { product } from './kernels/product.js';
import { type Epilogue, TILES, type Variant } from './kernels/productOptions.js';
import { embedKernel, normKernel, poolKernel } from './kernels/rows.js';
import type { GpuLayout } from './layout.js';

/** A batch, and which tiles its products take. */
export interface SizedBatch extends Batch {
  readonly size: 'small' | 'large';
}

/** Adds a dispatch to a pass. */
export type Step = (pass: GPUComputePassEncoder, batch: SizedBatch) => void;

/** What vectors are made of, and whether floats are float16. */
interface PipelineOptions {
  readonly pooling: 'cls' | 'mean';
  readonly normalize: boolean;
  readonly isHalf: boolean;
}

/** GPUShaderStage.COMPUTE, which the types of the DOM lack. */
const COMPUTE_STAGE = 4;

/** A kernel, compiled: its pipeline and the layout of its buffers. */
interface Kernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const EPILOGUES: Readonly<Record<ProductName, Epilogue>> = {
  qkv: 'none',
  out: 'add',
  up: 'gelu',
  down: 'add',
};

/** Compiles kernels, each code once, and tells the dispatches of a model in their order: 7 a layer, and 2. */
export class PipelineFactory {
  readonly #device: GPUDevice;
  readonly #layout: GpuLayout;
  readonly #options: PipelineOptions;
  readonly #kernels = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice, layout: GpuLayout, options: PipelineOptions) {
    this.#device = device;
    this.#layout = layout;
    this.#options = options;
  }

  /** The steps of a pass over `buffers`. */
  async steps(variant: Variant, buffers: Buffers): Promise<readonly Step[]> {
    const { x, wide, attended } = buffers.activations;
    const { words, rows, positions, norm } = buffers.embeddings;
    const { tokens, spans, blocks } = buffers.batch;
    const layout = this.#layout;
    const [embed, normalize, attention, pool] = await Promise.all([
      this.#kernel('embed', 'rwrrrr', embedKernel(layout, buffers.wordKind)),
      this.#kernel('norm', 'rw', normKernel(layout)),
      this.#kernel('attention', 'rrw', attentionKernel(variant, layout)),
      this.#kernel('pool', 'rrw', poolKernel(layout, this.#options)),
    ]);
    const attend = this.#step(attention, [wide, blocks, attended], (batch) => [
      layout.heads,
      batch.blocks.length / 4,
    ]);
    const perRow = (batch: Batch) => [batch.rows] as const;
    const layers = buffers.layers.map(async (layer) => {
      const [qkv, out, up, down] = await this.#products(variant, layer, buffers);
      const [attentionNorm, outputNorm] = [layer.norms.attentionNorm, layer.norms.outputNorm].map((gain) =>
        this.#step(normalize, [gain, x], perRow),
      );
      return [qkv, attend, out, attentionNorm, up, down, outputNorm] as Step[]; // as many as were made
    });
    return [
      this.#step(embed, [norm, x, words, rows, positions, tokens], perRow),
      ...(await Promise.all(layers)).flat(),
      this.#step(pool, [x, spans, buffers.vectors], (batch) => [batch.texts]),
    ];
  }

  /** The steps of a layer's products, in the order of {@link PRODUCTS}. */
  #products(variant: Variant, { products }: LayerBuffers, { activations }: Buffers): Promise<Step[]> {
    const { x, wide, attended } = activations;
    const ends: Readonly<Record<ProductName, readonly [input: GPUBuffer, output: GPUBuffer]>> = {
      qkv: [x, wide],
      out: [attended, x],
      up: [x, wide],
      down: [wide, x],
    };
    const { isHalf } = this.#options;
    const made = PRODUCTS.map(async (name) => {
      const { shape, weights, columns } = products[name];
      const [input, output] = ends[name];
      const options = { ...shape, weights: shape.kind, epilogue: EPILOGUES[name], isHalf };
      const sized = async (size: 'small' | 'large') => {
        const tile = TILES[variant][size];
        const kernel = await this.#kernel(name, 'rrrw', product(variant, options, tile));
        return this.#step(kernel, [input, weights, columns, output], (batch) => [
          shape.outputs / tile.columns,
          Math.ceil(batch.rows / tile.rows),
        ]);
      };
      const [small, large] = await Promise.all([sized('small'), sized('large')]);
      const step: Step = (pass, batch) => (batch.size === 'small' ? small : large)(pass, batch);
      return step;
    });
    return Promise.all(made);
  }

  #step(
    { pipeline, layout }: Kernel,
    buffers: readonly GPUBuffer[],
    groups: (batch: Batch) => readonly [x: number, y?: number],
  ): Step {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const bindGroup = this.#device.createBindGroup({ layout, entries });
    return (pass, batch) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...groups(batch));
    };
  }

  /** @param access Whether the kernel reads (r) or writes (w) each of its buffers. */
  #kernel(label: string, access: string, code: string): Promise<Kernel> {
    const known = this.#kernels.get(code) ?? this.#compile(label, access, code);
    this.#kernels.set(code, known);
    return known;
  }

  async #compile(label: string, access: string, code: string): Promise<Kernel> {
    const entries = Array.from(access, (letter, binding) => ({
      binding,
      visibility: COMPUTE_STAGE,
      buffer: { type: letter === 'r' ? 'read-only-storage' : 'storage' } as const,
    }));
    const device = this.#device;
    const layout = device.createBindGroupLayout({ entries });
    device.pushErrorScope('validation'); // else a later encoder on this device could take the error for its own
    const module = device.createShaderModule({ code, label });
    void device.popErrorScope(); // the pipeline tells
    const descriptor = {
      label,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module },
    };
    const pipeline = await device.createComputePipelineAsync(descriptor).catch((cause) => {
      throw refused(
        'unsupported',
        `The GPU does not compile the kernel ${label}: ${reasonOf(cause)}.`,
        cause,
      );
    });
    return { pipeline, layout };
  }
}
