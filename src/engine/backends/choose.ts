import { EmbedError, reasonOf } from '../errors.js';
import { chooseModel, isSpec, locateModel, locateSource } from '../models.js';
import type { BackendName, DownloadOptions, EmbedderOptions, ModelRuntime } from '../types.js';
import { cpuBackend } from './cpu.js';
import { hashBackend } from './hash.js';
import { poolSize } from './pool.js';
import { spawnWorker } from './spawn.js';
import type { Backend } from './types.js';

const RUNTIMES: readonly ModelRuntime[] = ['encoder', 'onnxruntime'];

/** The backends that an embedder's options ask for, in order, none of them started. */
export function chooseBackends(options: EmbedderOptions): readonly Backend[] {
  const { backends = ['cpu', 'hash'], runtimes = RUNTIMES, pool = 'auto' } = options;
  const model = chooseModel(options.model);
  assertNames('runtimes', runtimes, RUNTIMES);
  assertPool(pool);
  const make: Record<BackendName, () => Backend> = {
    cpu: () =>
      cpuBackend({
        model: isSpec(model)
          ? { spec: model, urls: locateModel(model, options.modelsUrl) }
          : { source: model, folder: locateSource(model, options.modelsUrl) },
        download: options.download && cloneable(options.download),
        runtimes,
        runtimeUrl: options.runtimeUrl && String(options.runtimeUrl),
        tokenizersUrl: options.tokenizersUrl && String(options.tokenizersUrl),
        worker: options.worker ?? spawnWorker,
        pool: poolSize(pool),
      }),
    hash: () => hashBackend,
  };
  assertNames('backends', backends, Object.keys(make));
  return backends.map((name) => make[name]());
}

/** Checks headers where the caller sees it, and makes them what a message can hold. */
function cloneable({ headers, ...rest }: DownloadOptions): DownloadOptions {
  try {
    return { ...rest, headers: Object.fromEntries(new Headers(headers)) };
  } catch (cause) {
    throw new EmbedError('invalid-input', `download.headers cannot be sent: ${reasonOf(cause)}.`, { cause });
  }
}

function assertNames(option: string, names: readonly string[], known: readonly string[]): void {
  const all = known.join(', ');
  if (names.length === 0) throw new EmbedError('invalid-input', `${option} is empty. Name some of ${all}.`);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new EmbedError('invalid-input', `There is no "${unknown}" in ${option}. Name some of ${all}.`);
}

function assertPool(pool: number | 'auto'): void {
  if (pool === 'auto' || (Number.isInteger(pool) && pool >= 1)) return;
  throw new EmbedError('invalid-input', `pool is ${pool}. Give a whole number of workers, or 'auto'.`);
}
