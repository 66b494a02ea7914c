import type { GpuPrecision } from '../../embedder/stateTypes.js';
import { loadScript } from '../../utils/loadScript.js';
import { modelDescriptor } from '../modelDescriptor.js';
import type { ModelOptions } from '../startWorker.js';
import type { Backend } from '../types.js';

export interface CpuOptions extends ModelOptions {
  /** Workers at most. */
  readonly maxWorkers: number;
  /** What a GPU beside it is used for. */
  readonly webgpu: 'auto' | 'always' | 'never';
  readonly precision: GpuPrecision;
}

/** Runs the model in wasm, in workers of its own. What that takes is loaded only when it starts. */
export function cpuBackend(options: CpuOptions): Backend {
  const described = modelDescriptor(options.model);
  return {
    name: 'cpu',
    get model() {
      return described.info;
    },
    input: described.input,
    prefetch() {
      loadStart().catch(() => {}); // the start tells of it
    },
    async start(startOptions) {
      const { startCpu } = await loadStart();
      return startCpu(options, { ...startOptions, described });
    },
  };
}

const loadStart = () => loadScript(() => import('./startCpu.js'));
