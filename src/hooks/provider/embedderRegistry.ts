import { createEmbedder, type Embedder, type EmbedderOptions } from '../../engine/index.js';
import { definedOf, type OptionalProps } from '../props/optionalProps.js';
import { withRegisteredInterimModel } from './registeredInterimModel.js';

/** The options that a provider can make an embedder from: those that can be compared from render to render. */
export type OwnedOptions = OptionalProps<
  Pick<
    EmbedderOptions,
    | 'model'
    | 'interimModel'
    | 'modelsUrl'
    | 'download'
    | 'backends'
    | 'runtimes'
    | 'maxWorkers'
    | 'shareAcrossTabs'
    | 'onnxruntimeUrl'
    | 'tokenizersUrl'
    | 'webgpu'
    | 'webgpuPrecision'
  >
>;

/** The embedder of the providers with some options, for `useSyncExternalStore`: another one when it was disposed. */
export interface EmbedderStore {
  get(): Embedder;
  /** Keeps the embedder until the returned function is called; without subscribers it is disposed. */
  subscribe(listener: () => void): () => void;
}

interface Entry {
  readonly embedder: Embedder;
  /** Those of the mounted providers. */
  readonly listeners: Set<() => void>;
  /** When a provider rendered with it last, in milliseconds. */
  usedAt: number;
}

/** How long an unused embedder is kept, in milliseconds. */
const UNUSED_MS = 30_000;

// Outside of React, because a tree that suspends before it is first mounted loses its state: an embedder made in such a
// state would be made again at each retry, and its download with it.
const entries = new Map<string, Entry>();

/** Providers with equal options share one embedder. Making it starts nothing. */
export function embedderRegistry(options: OwnedOptions): EmbedderStore {
  return typeof window === 'undefined' ? storeOfRequest(options) : storeOfPage(keyOf(options), options);
}

/** On a server nothing is shared, and nothing needs to be disposed: effects do not run there, and nothing is started. */
function storeOfRequest(options: OwnedOptions): EmbedderStore {
  let embedder: Embedder | undefined;
  return {
    get: () => (embedder ??= createEmbedder(definedOf(options))),
    subscribe: () => () => {},
  };
}

function storeOfPage(key: string, options: OwnedOptions): EmbedderStore {
  return {
    get() {
      const entry = entryOf(key, options);
      entry.usedAt = Date.now();
      return entry.embedder;
    },
    subscribe(listener) {
      const { listeners } = entryOf(key, options);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        setTimeout(() => disposeUnused(key)); // StrictMode and fast refresh unmount only to mount again at once
      };
    },
  };
}

function entryOf(key: string, options: OwnedOptions): Entry {
  const known = entries.get(key);
  if (known && !isDisposed(known.embedder)) return known;
  const embedder = createEmbedder(definedOf(withRegisteredInterimModel(options)));
  const listeners = known?.listeners ?? new Set(); // the app disposed it: its users get the new one
  const entry = { embedder, listeners, usedAt: Date.now() };
  entries.set(key, entry);
  embedder.subscribe(() => {
    if (isDisposed(embedder)) for (const listener of listeners) listener();
  });
  disposeIfGivenUp(key, entry);
  return entry;
}

/** A tree that suspends may never be mounted: then no effect of it runs. */
function disposeIfGivenUp(key: string, entry: Entry): void {
  setTimeout(() => {
    if (entries.get(key) !== entry || entry.listeners.size > 0) return;
    const isWaitedFor = entry.embedder.getState().status === 'loading';
    if (isWaitedFor || Date.now() - entry.usedAt < UNUSED_MS) disposeIfGivenUp(key, entry);
    else disposeUnused(key);
  }, UNUSED_MS);
}

function disposeUnused(key: string): void {
  const entry = entries.get(key);
  if (!entry || entry.listeners.size > 0) return;
  entries.delete(key);
  void entry.embedder.dispose();
}

const isDisposed = (embedder: Embedder): boolean => embedder.getState().status === 'disposed';

/** Options as one string: equal ones are the same. */
export function keyOf(options: OwnedOptions): string {
  const {
    model,
    interimModel,
    modelsUrl,
    download,
    backends,
    runtimes,
    maxWorkers,
    onnxruntimeUrl,
    tokenizersUrl,
  } = options;
  const { webgpu, webgpuPrecision, shareAcrossTabs: isShared } = options;
  const files = [modelsUrl, download, onnxruntimeUrl, tokenizersUrl];
  return JSON.stringify([
    model,
    interimModel === null ? 0 : interimModel, // undefined is null in JSON
    backends,
    runtimes,
    maxWorkers,
    webgpu,
    webgpuPrecision,
    isShared,
    files,
  ]);
}
