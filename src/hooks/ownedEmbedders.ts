import { createEmbedder, type Embedder, type EmbedderOptions } from '../engine/index.js';

/** The options that a provider can make an embedder from: those that can be compared from render to render. */
export type OwnedOptions = Pick<
  EmbedderOptions,
  | 'model'
  | 'modelsUrl'
  | 'download'
  | 'backends'
  | 'runtimes'
  | 'pool'
  | 'runtimeUrl'
  | 'tokenizersUrl'
  | 'webgpu'
  | 'webgpuPrecision'
  | 'webgpuRuntimeUrl'
>;

interface Owned {
  readonly embedder: Embedder;
  users: number;
}

// Outside of React, because a tree that suspends before it is first mounted loses its state: an embedder made in such a
// state would be made again at each retry, and its download with it.
const owned = new Map<string, Owned>();

/** The embedder of the providers with these options; made when there is none. Making it starts nothing. */
export function ownedEmbedder(options: OwnedOptions): Embedder {
  const key = keyOf(options);
  const known = owned.get(key) ?? { embedder: createEmbedder(options), users: 0 };
  owned.set(key, known);
  return known.embedder;
}

/** Keeps the embedder until the returned function is called; when the last user has gone, it is disposed. */
export function retainEmbedder(options: OwnedOptions): () => void {
  const key = keyOf(options);
  const entry = owned.get(key);
  if (!entry) return () => {};
  entry.users += 1;
  return () => {
    entry.users -= 1;
    // StrictMode and fast refresh unmount only to mount again at once.
    setTimeout(() => {
      if (entry.users > 0 || owned.get(key) !== entry) return;
      owned.delete(key);
      void entry.embedder.dispose();
    });
  };
}

export function keyOf(options: OwnedOptions): string {
  const { model, modelsUrl, download, backends, runtimes, pool, runtimeUrl, tokenizersUrl } = options;
  const { webgpu, webgpuPrecision, webgpuRuntimeUrl } = options;
  const files = [modelsUrl, download, runtimeUrl, tokenizersUrl, webgpuRuntimeUrl];
  return JSON.stringify([model, backends, runtimes, pool, webgpu, webgpuPrecision, files]);
}
