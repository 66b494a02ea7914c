import { EmbedError } from '../../errors.js';
import type { GpuInput } from '../../rpc/embeddingProtocol.js';
import { loadScript } from '../../utils/loadScript.js';
import { modelDescriptor } from '../modelDescriptor.js';
import type { ModelOptions } from '../startWorker.js';
import type { Backend } from '../types.js';

/** Runs the model on the GPU. What that takes is loaded only when it starts. */
export function webgpuBackend(options: ModelOptions, gpu: GpuInput): Backend {
  const described = modelDescriptor(options.model);
  return {
    name: 'webgpu',
    get model() {
      return described.info;
    },
    input: described.input,
    async start(startOptions) {
      if (!globalThis.navigator?.gpu)
        throw new EmbedError('backend-unavailable', 'This browser has no WebGPU.', {
          details: { reason: 'no-webgpu' },
        });
      const { startGpu } = await loadScript(() => import('./startGpu.js'));
      return startGpu(options, gpu, { ...startOptions, described });
    },
  };
}
