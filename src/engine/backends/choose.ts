import { EmbedError } from '../errors.js';
import { findModel, locateModel } from '../models.js';
import type { BackendName, EmbedderOptions } from '../types.js';
import { cpuBackend } from './cpu.js';
import { hashBackend } from './hash.js';
import { spawnWorker } from './spawn.js';
import type { Backend } from './types.js';

/** The backends that an embedder's options ask for, in order, none of them started. */
export function chooseBackends({
  backends = ['cpu', 'hash'],
  ...options
}: EmbedderOptions): readonly Backend[] {
  const spec = findModel(options.model);
  const make: Record<BackendName, () => Backend> = {
    cpu: () =>
      cpuBackend({
        spec,
        urls: locateModel(spec, options.modelsUrl),
        runtimeUrl: options.runtimeUrl && String(options.runtimeUrl),
        worker: options.worker ?? spawnWorker,
      }),
    hash: () => hashBackend,
  };
  const known = Object.keys(make).join(', ');
  if (backends.length === 0)
    throw new EmbedError('invalid-input', `backends is empty. Name some of ${known}.`);
  return backends.map((name) => {
    if (Object.hasOwn(make, name)) return make[name]();
    throw new EmbedError('invalid-input', `There is no backend "${name}". Name some of ${known}.`);
  });
}
