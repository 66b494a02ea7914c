import { EmbedError } from '../errors.js';
import { describedBy } from './describedBy.js';
import { isIos } from './device.js';
import type { GpuWish, ModelOptions } from './startWorker.js';
import type { Backend } from './types.js';

/** Runs the model on the GPU. What that takes is loaded only when it starts. */
export function webgpuBackend(options: ModelOptions, wish: GpuWish): Backend {
  const described = describedBy(options.model);
  return {
    name: 'webgpu',
    get model() {
      return described.info;
    },
    input: described.input,
    async start(startOptions) {
      assertGpu(wish);
      const { startGpu } = await import('./gpu/startGpu.js');
      return startGpu(options, wish, { ...startOptions, described });
    },
  };
}

/** Throws where it is known without trying that there is no use of a GPU. */
function assertGpu({ anySpeed }: GpuWish): void {
  const { navigator } = globalThis;
  const refuse = (reason: string, message: string) => {
    throw new EmbedError('backend-unavailable', message, { details: { reason } });
  };
  if (!navigator?.gpu) refuse('no-webgpu', 'This browser has no WebGPU.');
  if (isIos(navigator) && !anySpeed)
    refuse('ios', 'iOS ends pages that take the memory of a model on the GPU.');
}
