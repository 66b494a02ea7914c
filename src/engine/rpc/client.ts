import { EmbedError, fromWire, reasonOf } from '../errors.js';
import { defer } from '../utils/promises.js';
import { Liveness } from './Liveness.js';
import { buffersOf, type Call, type Methods, type OnProgressOf, type Ping, type Reply } from './types.js';
import { type InPage, WorkerStart } from './WorkerStart.js';

/** A worker as the page sees it: its calls, and its end. */
export interface WorkerClient<M extends Methods> {
  readonly call: WorkerCall<M>;
  /** Resolves if the worker dies of itself: it cannot start, throws, or ends without a word. */
  readonly crashed: Promise<EmbedError>;
  /** Ends the worker and rejects what is pending with `reason`. */
  terminate(reason: Error): void;
}

/** Calls a method of the worker. */
type WorkerCall<M extends Methods> = <K extends keyof M>(
  method: K,
  input: M[K]['input'],
  onProgress?: OnProgressOf<M, K>,
) => Promise<M[K]['output']>;

interface PendingCall<M extends Methods> {
  readonly message: Call<M>;
  readonly resolve: (output: object) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: (progress: object) => void;
}

/**
 * Starts a worker that runs `serve`, in whichever way this page can, and talks to it. Calls wait until it is there.
 * @param inPage What does its work where no worker can start; without it, calls then reject with `backend-unavailable`.
 */
export function connect<M extends Methods>(start: () => Worker, inPage?: InPage): WorkerClient<M> {
  const pending = new Map<number, PendingCall<M>>();
  const crashed = defer<EmbedError>();
  let worker: Worker | undefined;
  let isRunning = false;
  let calls = 0;
  let ended: Error | undefined;
  const liveness = new Liveness({
    ping: () => worker?.postMessage({ type: 'ping' } satisfies Ping),
    onEnd: () => crash('it ended without a word'),
  });
  const starting = new WorkerStart({ start, inPage, onWorker: use, onFailure: fail });

  const call: WorkerCall<M> = (method, input, onProgress = () => {}) => {
    if (ended) return Promise.reject(ended);
    const id = ++calls;
    return new Promise((resolve, reject) => {
      const message = { type: 'call', id, method, input } as const;
      // The reply to this id is an output of this method: `serve` has the same types on its side.
      const settle = (output: object) => resolve(output as M[typeof method]['output']);
      const report = onProgress as (progress: object) => void; // and so is what it tells
      pending.set(id, { message, resolve: settle, reject, onProgress: report });
      liveness.watch(worker !== undefined);
      post(id, message);
    });
  };

  function post(id: number, message: Call<M>): void {
    try {
      // Before its first word another worker may take its place, which then needs a copy.
      worker?.postMessage(message, isRunning ? buffersOf(message.input) : []);
    } catch (cause) {
      settled(id)?.reject(
        new EmbedError('invalid-input', `This cannot be sent to a worker: ${reasonOf(cause)}`, { cause }),
      );
    }
  }

  /** Takes a call out of those that are pending. */
  function settled(id: number): PendingCall<M> | undefined {
    const found = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) liveness.watch(false);
    return found;
  }

  function terminate(reason: Error): void {
    if (ended) return;
    ended = reason;
    starting.end();
    liveness.watch(false);
    worker?.terminate();
    for (const { reject } of pending.values()) reject(reason);
    pending.clear();
  }

  function fail(error: EmbedError): void {
    crashed.resolve(error); // first: who waits for a call may want another worker at once
    terminate(error);
  }

  function crash(reason: string): void {
    fail(new EmbedError('worker-crashed', `A worker stopped (${reason}). The next call starts a new one.`));
  }

  /** Another worker is to do what is pending: those before it could not start. */
  function use(next: Worker): void {
    worker = next;
    next.addEventListener('error', (event) => {
      if (next !== worker) return;
      const reason = event.message || 'the browser gives no reason';
      if (!starting.failed(next, reason)) crash(reason);
    });
    next.addEventListener('messageerror', () => crash('a message of it could not be read'));
    next.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (next !== worker) return;
      isRunning = true;
      starting.succeeded();
      liveness.sign(data.type === 'ready' ? data.lock : undefined);
      if (data.type !== 'ready') receive(data);
    });
    for (const [id, { message }] of pending) post(id, message);
    liveness.watch(pending.size > 0);
  }

  function receive(data: Exclude<Reply, { type: 'ready' }>): void {
    if (data.type === 'progress') pending.get(data.id)?.onProgress(data.progress);
    else if (data.type === 'return') settled(data.id)?.resolve(data.output);
    else settled(data.id)?.reject(fromWire(data.error));
  }

  starting.begin();
  return { call, crashed: crashed.promise, terminate };
}
