import { asEmbedError, EmbedError } from '../errors.js';
import { isOffline, loadScript, OFFLINE } from '../utils/loadScript.js';
import { createWorker, isByBlob, type Route, rememberBlob } from './createWorker.js';
import type { FailedStart } from './whyNoWorker.js';

/** Does a worker's work in the page. Rejects if it cannot. */
export type InPage = (reason: EmbedError) => Promise<Worker>;

/** How long a worker's script may take to come and run. */
const START_MS = 60_000;

/** Dependencies of {@link WorkerStart}. */
export interface WorkerStartOptions {
  readonly start: () => Worker;
  readonly inPage: InPage | undefined;
  /** This worker is to be used from now on. */
  readonly onWorker: (worker: Worker) => void;
  /** There will be none. */
  readonly onFailure: (error: EmbedError) => void;
}

/**
 * The start of a worker, by one way after the other: by its address, by a module of this origin that imports it, and in the
 * page itself. A way has failed when the browser throws, or the worker does before it says anything.
 */
export class WorkerStart {
  readonly #options: WorkerStartOptions;
  readonly #failures: unknown[] = [];
  readonly #violations: SecurityPolicyViolationEvent[] = [];
  readonly #routes: Route[] = ['direct', 'blob'];
  #script: string | undefined;
  #route: Route | undefined;
  #release = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDone = false;

  constructor(options: WorkerStartOptions) {
    this.#options = options;
  }

  begin(): void {
    globalThis.document?.addEventListener('securitypolicyviolation', this.#note);
    this.#next();
  }

  /** The worker runs. */
  succeeded(): void {
    if (this.#isDone) return;
    if (this.#route === 'blob' && this.#script !== undefined) rememberBlob(this.#script);
    this.end();
  }

  /** @returns whether that was its start, and another way is tried */
  failed(worker: Worker, reason: unknown): boolean {
    if (this.#isDone) return false;
    worker.terminate();
    this.#failures.push(reason);
    this.#next();
    return true;
  }

  /** Nothing more is tried. */
  end(): void {
    this.#isDone = true;
    this.#letGo();
    globalThis.document?.removeEventListener('securitypolicyviolation', this.#note);
  }

  readonly #note = (event: SecurityPolicyViolationEvent) => {
    this.#violations.push(event);
  };

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#release();
    this.#release = () => {};
  }

  #next(): void {
    this.#letGo();
    const route = this.#routes.shift();
    if (!route) return void this.#giveUp();
    // Where the first attempt went by a blob, or its script is not known, there is no second way.
    const isKnown = this.#script !== undefined && !isByBlob(this.#script);
    if (route === 'blob' && !isKnown) return void this.#giveUp();
    const { worker, error, script, release } = createWorker(this.#options.start, route);
    this.#script = script;
    this.#route = route;
    this.#release = release;
    if (worker) {
      this.#timer = setTimeout(() => this.failed(worker, 'its script did not come in time'), START_MS);
      this.#options.onWorker(worker);
    } else {
      this.#failures.push(error);
      this.#next();
    }
  }

  async #giveUp(): Promise<void> {
    const { inPage, onWorker, onFailure } = this.#options;
    const reason = await this.#why();
    if (this.#isDone) return;
    try {
      if (!inPage) throw reason;
      const worker = await inPage(reason);
      if (this.#isDone) return worker.terminate();
      this.end();
      onWorker(worker);
    } catch (error) {
      if (this.#isDone) return;
      this.end();
      onFailure(asEmbedError(error, 'backend-unavailable', reason.message));
    }
  }

  async #why(): Promise<EmbedError> {
    if (isOffline())
      return new EmbedError('backend-unavailable', OFFLINE, { details: { reason: 'offline' } });
    const facts: FailedStart = {
      script: this.#script,
      failures: this.#failures,
      violations: this.#violations,
    };
    try {
      const { whyNoWorker } = await loadScript(() => import('./whyNoWorker.js'));
      return await whyNoWorker(facts);
    } catch (cause) {
      return new EmbedError('backend-unavailable', 'No worker can start here. Load the page again.', {
        cause,
      });
    }
  }
}
