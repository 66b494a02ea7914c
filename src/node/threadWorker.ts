import { Worker as Thread, type WorkerOptions } from 'node:worker_threads';

/** A thread of Node, with as much of a browser's `Worker` as the engine uses. */
export class ThreadWorker extends EventTarget implements Worker {
  readonly #thread: Thread;
  onmessage = null;
  onmessageerror = null;
  onerror = null;

  constructor(url: URL, options: WorkerOptions = {}) {
    super();
    this.#thread = new Thread(url, options);
    this.#thread.on('message', (data) => this.dispatchEvent(new MessageEvent('message', { data })));
    this.#thread.on('messageerror', (data) => this.dispatchEvent(new MessageEvent('messageerror', { data })));
    this.#thread.on('error', ({ message }) => this.#fail(message));
    this.#thread.on('exit', (code) => this.#fail(`it ended with code ${code}`));
  }

  postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
    const list = Array.isArray(transfer) ? transfer : (transfer?.transfer ?? []);
    this.#thread.postMessage(message, list as ArrayBuffer[]); // the engine transfers nothing else
  }

  terminate(): void {
    this.#thread.removeAllListeners('exit'); // which is no failure now
    void this.#thread.terminate();
  }

  #fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}
