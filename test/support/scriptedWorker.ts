import type { WorkerApi } from '../../src/engine/rpc/embeddingProtocol.js';
import { inPageWorker } from '../../src/engine/rpc/inPageWorker.js';

/** Workers that speak the real wire and do what a test tells them. */
export interface ScriptedWorkers {
  /** For the `worker` option of an embedder. */
  readonly worker: () => Worker;
  /** How many were started, and how many of them ended. */
  readonly counts: { started: number; terminated: number };
  /** Every text that was embedded, in order, one list per batch. */
  readonly batches: string[][];
  /** Makes the newest worker die as if its script had thrown. */
  crash(message: string): void;
}

const DIMENSIONS = 384;

/**
 * By default a worker loads at once and gives each text the vector [1, length of the text, 0, 0, …].
 * `script` replaces its methods.
 */
export function scriptedWorkers(script: Partial<WorkerApi> = {}): ScriptedWorkers {
  const counts = { started: 0, terminated: 0 };
  const batches: string[][] = [];
  let newest: Worker | undefined;
  const api: WorkerApi = {
    load: async () => ({ runtime: 'encoder' }),
    embed: async ({ inputs }) => {
      const data = new Float32Array(inputs.length * DIMENSIONS);
      for (const [row, input] of inputs.entries()) data.set([1, input.length], row * DIMENSIONS);
      return { data, truncated: 0 };
    },
    count: async ({ inputs }) => ({ tokens: inputs.map(({ length }) => length) }),
    split: async () => ({ passages: [] }),
    ...script,
  };
  const logged: WorkerApi = {
    ...api,
    embed: (input, onProgress) => {
      batches.push([...input.inputs]);
      return api.embed(input, onProgress);
    },
  };

  function worker(): Worker {
    counts.started += 1;
    newest = inPageWorker(logged, () => {
      counts.terminated += 1;
    });
    return newest;
  }

  return {
    worker,
    counts,
    batches,
    crash: (message) => newest?.dispatchEvent(Object.assign(new Event('error'), { message })),
  };
}

export { inPageWorker as workerOf } from '../../src/engine/rpc/inPageWorker.js';

/**
 * Workers of a model that puts each text at its place in `places`, and all others at the origin.
 * @param before Awaited before each batch.
 */
export function lookUpWorkers(
  places: Readonly<Record<string, readonly number[]>>,
  before: (inputs: readonly string[]) => Promise<void> | undefined = () => undefined,
  load: WorkerApi['load'] = async () => ({ runtime: 'encoder' }),
): ScriptedWorkers {
  return scriptedWorkers({
    load,
    embed: async ({ inputs }) => {
      await before(inputs);
      const data = new Float32Array(inputs.length * DIMENSIONS);
      for (const [row, input] of inputs.entries()) data.set(places[input] ?? [], row * DIMENSIONS);
      return { data, truncated: 0 };
    },
  });
}
