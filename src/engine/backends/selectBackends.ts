import type { DownloadOptions, EmbedderOptions } from '../embedder/optionTypes.js';
import type { BackendName, ModelRuntime } from '../embedder/stateTypes.js';
import { EmbedError, reasonOf } from '../errors.js';
import { isPackaged, isSpec, locateModel, locateSource, resolveModel } from '../models/catalog.js';
import type { ModelFiles, ModelSpec } from '../models/types.js';
import { browserBackend } from './browser/browserBackend.js';
import { cpuBackend } from './cpu/cpuBackend.js';
import { poolSize } from './device.js';
import { hashBackend } from './hash/hashBackend.js';
import { spawnWorker } from './spawnWorker.js';
import type { Backend } from './types.js';
import { webgpuBackend } from './webgpu/webgpuBackend.js';

const RUNTIMES: readonly ModelRuntime[] = ['encoder', 'onnxruntime'];

const GPU_USES = ['auto', 'always', 'never'] as const;
const GPU_PRECISIONS = ['fp32', 'fp16'] as const;

/** The backends that an embedder's options ask for, in order, none of them started. */
export function selectBackends(options: EmbedderOptions): readonly Backend[] {
  const { backends = ['cpu', 'hash'], runtimes = RUNTIMES, maxWorkers = 'auto', webgpu = 'auto' } = options;
  const { webgpuPrecision: precision = 'fp32' } = options;
  const model = resolveModel(options.model);
  assertNames('runtimes', runtimes, RUNTIMES);
  assertMaxWorkers(maxWorkers);
  const names = new Set(backends);
  const text = (url: string | URL | undefined) => url && String(url);
  const modelOptions = () => ({
    model: isSpec(model)
      ? { spec: model, urls: urlsOf(model, options) }
      : { source: model, folder: locateSource(model, options.modelsUrl) },
    download: options.download && cloneable(options.download),
    runtimes,
    onnxruntimeUrl: text(options.onnxruntimeUrl),
    tokenizersUrl: text(options.tokenizersUrl),
    worker: options.worker ?? spawnWorker,
    shareAcrossTabs: options.shareAcrossTabs,
  });
  const make: Record<BackendName, () => Backend> = {
    webgpu: () => webgpuBackend(modelOptions(), { anySpeed: webgpu === 'always', precision }),
    cpu: () =>
      cpuBackend({
        ...modelOptions(),
        maxWorkers: poolSize(maxWorkers),
        webgpu: names.has('webgpu') ? 'never' : webgpu,
        precision,
      }),
    browser: browserBackend,
    hash: () => hashBackend,
  };
  assertNames('backends', backends, Object.keys(make));
  assertNames('webgpu', [webgpu], GPU_USES);
  assertNames('webgpuPrecision', [precision], GPU_PRECISIONS);
  if (webgpu === 'never' && names.has('webgpu'))
    throw new EmbedError('invalid-input', "webgpu is 'never' and among backends.");
  return backends.map((name) => make[name]());
}

function urlsOf(spec: ModelSpec, { model, modelsUrl }: EmbedderOptions): ModelFiles<string> {
  return isPackaged(model) ? model.urls : locateModel(spec, modelsUrl);
}

/** Checks headers where the caller sees it, and makes them what a message can hold. */
function cloneable({ headers, ...rest }: DownloadOptions): DownloadOptions {
  const { consentAbove = 'auto' } = rest;
  if (consentAbove !== 'auto' && !(consentAbove >= 0))
    throw new EmbedError(
      'invalid-input',
      `download.consentAbove is ${consentAbove}. Give a number of bytes, or 'auto'.`,
    );
  try {
    return { ...rest, headers: Object.fromEntries(new Headers(headers)) };
  } catch (cause) {
    throw new EmbedError('invalid-input', `download.headers cannot be sent: ${reasonOf(cause)}.`, { cause });
  }
}

function assertNames(option: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (names.length > 0 && unknown === undefined) return;
  const what = unknown === undefined ? `${option} is empty` : `There is no "${unknown}" in ${option}`;
  throw new EmbedError('invalid-input', `${what}. Name some of ${known.join(', ')}.`);
}

function assertMaxWorkers(maxWorkers: number | 'auto'): void {
  if (maxWorkers === 'auto' || (Number.isInteger(maxWorkers) && maxWorkers >= 1)) return;
  throw new EmbedError(
    'invalid-input',
    `maxWorkers is ${maxWorkers}. Give a whole number of workers, or 'auto'.`,
  );
}
