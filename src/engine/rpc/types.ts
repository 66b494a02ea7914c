// How page and worker talk: calls, their returns, and progress on the way.

import type { LoadProgress } from '../embedder/stateTypes.js';
import type { WireError } from '../errors.js';

/** What a worker can do: for each method, what goes in and what comes out; and on the way, if not the progress of a load. */
export type Methods = Readonly<
  Record<string, { readonly input: object; readonly output: object; readonly progress?: object }>
>;

export type OnProgress = (progress: LoadProgress) => void;

/** Hears what a method tells before it returns. */
export type OnProgressOf<M extends Methods, K extends keyof M> = (
  progress: M[K] extends { readonly progress: infer P extends object } ? P : LoadProgress,
) => void;

/** A worker's methods, the same on both ends of the wire. */
export type Api<M extends Methods> = {
  readonly [K in keyof M]: (input: M[K]['input'], onProgress: OnProgressOf<M, K>) => Promise<M[K]['output']>;
};

/** Page to worker. */
export type Call<M extends Methods> = {
  [K in keyof M]: {
    readonly type: 'call';
    readonly id: number;
    readonly method: K;
    readonly input: M[K]['input'];
  };
}[keyof M];

/** What of a message is transferred and not copied: its `data`. */
export function buffersOf(message: object): ArrayBuffer[] {
  return 'data' in message && message.data instanceof Float32Array
    ? [message.data.buffer as ArrayBuffer]
    : [];
}

/** Page to worker: it is to say that it lives. */
export interface Ping {
  readonly type: 'ping';
}

/** Worker to page. `ready`: it runs, and answers; `lock` is the Web Lock that it holds while it works. */
export type Reply =
  | { readonly type: 'ready'; readonly lock?: string }
  | { readonly type: 'return'; readonly id: number; readonly output: object }
  | { readonly type: 'throw'; readonly id: number; readonly error: WireError }
  | { readonly type: 'progress'; readonly id: number; readonly progress: object };
