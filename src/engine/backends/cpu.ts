import { asEmbedError, EmbedError, fromWire } from '../errors.js';
import { describeModel, type ModelFiles, type ModelSpec } from '../models.js';
import { connect } from './client.js';
import type { Backend, RunningBackend, StartOptions } from './types.js';

export interface CpuOptions {
  readonly spec: ModelSpec;
  readonly urls: ModelFiles<string>;
  readonly runtimeUrl?: string | undefined;
  readonly worker: () => Worker;
}

/** Runs the model in wasm, in a worker of its own. */
export function cpuBackend({ spec, urls, runtimeUrl, worker }: CpuOptions): Backend {
  async function start({ signal, onProgress }: StartOptions): Promise<RunningBackend> {
    const client = connect(spawn(worker));
    const end = () => client.terminate(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      const input = { spec, urls: { tokenizer: absolute(urls.tokenizer), weights: absolute(urls.weights) } };
      const { notKept } = await client.call(
        'load',
        runtimeUrl === undefined ? input : { ...input, runtimeUrl: absolute(runtimeUrl) },
        onProgress,
      );
      return {
        embed: async (inputs) => (await client.call('embed', { inputs })).data,
        crashed: client.crashed,
        ...(notKept && { notKept: fromWire(notKept) }),
        stop: () => client.terminate(new EmbedError('disposed', 'The worker was stopped.')),
      };
    } catch (error) {
      client.terminate(asEmbedError(error, 'worker-crashed', 'The embedding worker could not be started.'));
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
  return { name: 'cpu', model: describeModel(spec), input: (text, role) => spec.prompts[role] + text, start };
}

function spawn(worker: () => Worker): Worker {
  try {
    return worker();
  } catch (cause) {
    throw new EmbedError(
      'worker-crashed',
      'The embedding worker could not be created. This place has no workers, or its Content-Security-Policy forbids them.',
      { cause },
    );
  }
}

const absolute = (url: string) =>
  new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
