import { EmbedError, fromWire } from '../errors.js';
import { defer } from '../promises.js';
import type { Methods, OnProgress, Reply } from '../wire.js';

/** A worker as the page sees it: its calls, and its end. */
export interface WorkerClient<M extends Methods> {
  readonly call: WorkerCall<M>;
  /** Resolves if the worker dies of itself: its script cannot be loaded, or throws. */
  readonly crashed: Promise<EmbedError>;
  /** Ends the worker and rejects what is pending with `reason`. */
  terminate(reason: Error): void;
}

/** Calls a method of the worker. */
type WorkerCall<M extends Methods> = <K extends keyof M>(
  method: K,
  input: M[K]['input'],
  onProgress?: OnProgress,
) => Promise<M[K]['output']>;

interface PendingCall {
  readonly resolve: (output: object) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: OnProgress;
}

/** Talks to a worker that runs `serve`. */
export function connect<M extends Methods>(worker: Worker): WorkerClient<M> {
  const pending = new Map<number, PendingCall>();
  const crashed = defer<EmbedError>();
  let calls = 0;
  let ended: Error | undefined;

  const call: WorkerCall<M> = (method, input, onProgress = () => {}) => {
    if (ended) return Promise.reject(ended);
    const id = ++calls;
    return new Promise((resolve, reject) => {
      // The reply to this id is an output of this method: `serve` has the same types on its side.
      pending.set(id, {
        resolve: (output) => resolve(output as M[typeof method]['output']),
        reject,
        onProgress,
      });
      worker.postMessage({ type: 'call', id, method, input });
    });
  };

  function terminate(reason: Error): void {
    if (ended) return;
    ended = reason;
    worker.terminate();
    for (const { reject } of pending.values()) reject(reason);
    pending.clear();
  }

  function crash(event: Event): void {
    const reason = 'message' in event && event.message ? event.message : 'the browser gives no reason';
    const error = new EmbedError(
      'worker-crashed',
      `A worker stopped (${reason}). The next call starts a new one. If none ever starts, check that its ` +
        'script can be loaded and that the Content-Security-Policy allows it (worker-src).',
    );
    terminate(error);
    crashed.resolve(error);
  }

  worker.addEventListener('error', crash);
  worker.addEventListener('messageerror', crash);
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const waiting = pending.get(data.id);
    if (!waiting) return;
    if (data.type === 'progress') return waiting.onProgress(data.progress);
    pending.delete(data.id);
    if (data.type === 'return') waiting.resolve(data.output);
    else waiting.reject(fromWire(data.error));
  });

  return { call, crashed: crashed.promise, terminate };
}
