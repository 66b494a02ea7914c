import { type Deferred, defer } from '../utils/promises.js';
import { uniqueId } from '../utils/uniqueId.js';

/** A Web Lock that is held while there is work. */
export interface HeldLock {
  readonly name: string;
  /** Resolves when it is held, or cannot be. */
  hold(): Promise<void>;
  release(): void;
}

/**
 * A lock of this worker's own, by which its page sees that it lives: the browser takes it when the worker ends. Held only
 * while it works, since browsers do not keep pages with locks for "back". `undefined` where there are no locks.
 */
export function openLock(): HeldLock | undefined {
  const locks = globalThis.navigator?.locks;
  if (!locks) return undefined;
  const name = `react-embeddings-worker/${uniqueId()}`;
  let holding: Deferred<void> | undefined;
  return {
    name,
    hold() {
      const held = defer<void>();
      const granted = defer<void>();
      holding = held;
      locks
        .request(name, () => {
          granted.resolve();
          return held.promise;
        })
        .catch(() => granted.resolve()); // the worker ends, or its frame is sandboxed
      return granted.promise;
    },
    release: () => holding?.resolve(),
  };
}
