import type { GpuPrecision } from '../../../../embedder/stateTypes.js';
import { EmbedError, reasonOf } from '../../../../errors.js';

/** A GPU as the browser describes it. */
export interface Adapter {
  readonly vendor: string;
  readonly architecture: string;
  /** Whether it is a program that only acts as a GPU. */
  readonly software: boolean;
}

/** Why there is no GPU to be used: `details.reason` of the error. */
export type GpuRefusal =
  | 'no-webgpu'
  | 'no-adapter'
  | 'software-adapter'
  | 'no-device'
  | 'small-buffers'
  | 'out-of-memory'
  | 'no-shader-f16'
  | 'fp16-overflow'
  | 'unsupported'
  | 'wrong-vectors'
  | 'slower'
  | 'quarantined';

export function refused(reason: GpuRefusal, message: string, cause?: unknown): EmbedError {
  return new EmbedError('backend-unavailable', message, { details: { reason }, cause });
}

/** A GPU that may be used. */
export interface FoundAdapter {
  readonly gpu: GPUAdapter;
  readonly adapter: Adapter;
}

/**
 * The browser's GPU.
 * @param anySpeed Whether a software adapter will do: it is right, and slower than the CPU.
 * @throws {EmbedError} `backend-unavailable` with the reason.
 */
export async function findAdapter(anySpeed: boolean): Promise<FoundAdapter> {
  if (!navigator.gpu) throw refused('no-webgpu', 'This browser has no WebGPU.');
  const gpu = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!gpu) throw refused('no-adapter', 'The browser gives no GPU: there is none, or it is blocked.');
  const { vendor = '', architecture = '', isFallbackAdapter } = gpu.info ?? {}; // Safari 26.0 has no info
  const software = isFallbackAdapter === true || architecture === 'swiftshader';
  if (software && !anySpeed)
    throw refused('software-adapter', 'The GPU is emulated by the CPU, and slower than it.');
  return { gpu, adapter: { vendor, architecture, software } };
}

/** @throws {EmbedError} `backend-unavailable` (`no-shader-f16`) when its shaders cannot compute in float16. */
export function assertHalves({ features }: GPUAdapter): void {
  if (features.has('shader-f16')) return;
  throw refused('no-shader-f16', 'The shaders of this GPU cannot compute in float16.');
}

/** A word table may be larger than the default limits of WebGPU allow; all else stays within them. */
const LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

/** Opens the GPU, without optional features but float16 where it is asked for: so all GPUs run the same kernels. */
export async function openDevice(gpu: GPUAdapter, precision: GpuPrecision = 'fp32'): Promise<GPUDevice> {
  const requiredFeatures: GPUFeatureName[] = precision === 'fp16' ? ['shader-f16'] : [];
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, gpu.limits[name]]));
  try {
    return await gpu.requestDevice({ requiredFeatures, requiredLimits });
  } catch (error) {
    throw refused('no-device', `The GPU cannot be opened: ${reasonOf(error)}.`, error);
  }
}
