import { Worker as Thread, type WorkerOptions } from 'node:worker_threads';

/**
 * A thread of Node, with as much of a browser's `Worker` as the engine uses. It keeps the process alive only while calls
 * are pending, so that a script ends that does not dispose.
 */
export class ThreadWorker extends EventTarget implements Worker {
  readonly #thread: Thread;
  readonly #pending = new Set<unknown>();
  onmessage = null;
  onmessageerror = null;
  onerror = null;

  constructor(url: URL, options: WorkerOptions = {}) {
    super();
    this.#thread = new Thread(url, { ...withoutInputType(), ...options });
    this.#thread.on('message', (data) => this.#receive(data));
    this.#thread.on('messageerror', (data) => this.dispatchEvent(new MessageEvent('messageerror', { data })));
    this.#thread.on('error', ({ message }) => this.#fail(message));
    this.#thread.on('exit', (code) => this.#fail(`it ended with code ${code}`));
    this.#thread.unref();
  }

  postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
    const list = Array.isArray(transfer) ? transfer : (transfer?.transfer ?? []);
    this.#thread.postMessage(message, list as ArrayBuffer[]); // the engine transfers nothing else
    const { type, id } = Object(message);
    if (type !== 'call') return;
    this.#pending.add(id);
    this.#thread.ref();
  }

  terminate(): void {
    this.#thread.removeAllListeners('exit'); // which is no failure now
    void this.#thread.terminate();
  }

  /** What waits for this reply goes on before Node asks whether anything keeps the process alive. */
  #receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
    const { type, id } = Object(data);
    if (type !== 'return' && type !== 'throw') return;
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#thread.unref();
  }

  #fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** `--input-type`, by which a script of the command line is a module, is refused for the files of threads. */
function withoutInputType(): WorkerOptions {
  return process.execArgv.some((word) => word.startsWith('--input-type')) ? { execArgv: [] } : {};
}
