import { loadingState } from '../backends/loadingState.js';
import type { Backend } from '../backends/types.js';
import { EmbedError } from '../errors.js';
import type { ModelInfo } from '../models/types.js';
import type { Embedder } from '../types.js';
import { loadScript } from '../utils/loadScript.js';
import { abortable } from '../utils/promises.js';
import { createStore } from '../utils/store.js';
import type { ActiveBackend, NoBackend } from './activeBackend.js';
import type { FailoverHost } from './failover.js';
import type { LoadOptions } from './optionTypes.js';
import type { Cache } from './QueuedInputs.js';
import type { BackendFailure, EmbedderState } from './stateTypes.js';
import type { VectorCache } from './vectorCache.js';

/**
 * Starts an embedder's backends and holds its state. The first call that needs a backend starts the first that can be started; a
 * backend is started again after a crash, a cancelled load, a retry, and when the network is back.
 */
export class BackendLifecycle {
  readonly #backends: readonly Backend[];
  readonly #cache: VectorCache;
  readonly #interim: Embedder | undefined;
  readonly #state = createStore<EmbedderState>({ status: 'idle' });
  readonly #disposal = new AbortController();
  #active: ActiveBackend | undefined;
  #starting: Promise<ActiveBackend> | undefined;
  #consent = false;
  #waitsForNetwork = false;
  /** Ends the running load; once it is over, the backend that it has started. */
  #loading: AbortController | undefined;

  constructor(backends: readonly Backend[], cache: VectorCache, interim: Embedder | undefined) {
    this.#backends = backends;
    this.#cache = cache;
    this.#interim = interim;
  }

  readonly getState = (): EmbedderState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  /** The running backend, or else the first that will be tried. */
  get backend(): Backend {
    return this.#active?.backend ?? (this.#backends[0] as Backend); // there is at least one
  }

  /** @throws the error of a disposed embedder */
  throwIfDisposed(): void {
    this.#disposal.signal.throwIfAborted();
  }

  async load({ signal, consent = false, retry = consent }: LoadOptions = {}): Promise<ModelInfo> {
    signal?.throwIfAborted();
    if (consent) {
      this.#consent = true;
      await abortable(Promise.resolve(this.#starting?.catch(() => {})), signal); // that load began without consent
    }
    if (retry && this.#active && this.#active.backend !== this.#backends[0]) this.#closeRunning(replaced());
    const { backend } = await abortable(this.activate(), signal);
    return backend.model;
  }

  cancelLoad(): void {
    if (!this.#starting) return;
    this.#starting = undefined; // the next load() starts anew
    this.#waitsForNetwork = false;
    this.#interim?.cancelLoad();
    this.#loading?.abort(new EmbedError('load-cancelled', 'The load was cancelled. load() tries again.'));
  }

  dispose(): void {
    if (this.#disposal.signal.aborted) return;
    const reason = new EmbedError(
      'disposed',
      'This embedder was disposed. Make another with createEmbedder().',
    );
    this.#disposal.abort(reason);
    this.#loading?.abort(reason);
    this.#closeRunning(reason);
    void this.#interim?.dispose();
    this.#state.set({ status: 'disposed' });
  }

  /** The running backend; it is started if there is none. */
  activate(): Promise<ActiveBackend> {
    if (this.#disposal.signal.aborted) return Promise.reject(this.#disposal.signal.reason);
    if (this.#active) return Promise.resolve(this.#active);
    if (this.#starting) return this.#starting;
    const starting = this.#start().finally(() => {
      if (this.#starting === starting) this.#starting = undefined;
    });
    this.#starting = starting;
    return starting;
  }

  /** The vectors in the space of a backend. */
  readonly cacheOf = ({ model: { space } }: Backend): Cache<Float32Array> => ({
    get: (input) => this.#cache.get(space, input),
    set: (input, vector) => this.#cache.set(space, input, vector),
  });

  async #start(): Promise<ActiveBackend> {
    const loading = new AbortController();
    this.#loading = loading;
    try {
      return await this.#startFirst(loading.signal);
    } catch (error) {
      const isLast = this.#loading === loading && !this.#disposal.signal.aborted;
      if (isLast && EmbedError.is(error, 'load-cancelled'))
        this.#state.set({ status: 'error', error, failures: [] });
      throw error;
    }
  }

  async #startFirst(signal: AbortSignal): Promise<ActiveBackend> {
    if (this.#interim) await this.#loadInterimFirst(this.#interim, signal);
    const active = await this.#startOneOf(this.#backends, signal);
    this.#retryWhenOnline(active);
    if ('error' in active) {
      this.#state.set({ status: 'error', ...active });
      throw active.error;
    }
    return this.#use(active);
  }

  /** Downloads the interim model first, with all the bandwidth. Its failure is ignored: the main model is loaded anyway. */
  async #loadInterimFirst(interim: Embedder, signal: AbortSignal): Promise<void> {
    const waiting = { backend: this.backend, consent: this.#consent, signal, report: this.#state.set };
    const loading = loadScript(() => import('../backends/loadInterimFirst.js')).then((code) =>
      code.loadInterimFirst(interim, waiting),
    );
    await abortable(loading, signal).catch(() => signal.throwIfAborted());
  }

  /** Starts the first of these backends that can be started. @param before the backend that it takes over from */
  readonly #startOneOf = async (
    backends: readonly Backend[],
    signal: AbortSignal,
    before?: Pick<ActiveBackend, 'queue' | 'failures'>,
  ): Promise<ActiveBackend | NoBackend> => {
    const failures = before?.failures ?? [];
    const consent = this.#consent; // consent that is given later is for another load
    const [first] = backends;
    if (first) this.#state.set(loadingState(first, failures));
    first?.prefetch?.();
    try {
      const { startActive } = await loadScript(() => import('./startActive.js'));
      signal.throwIfAborted();
      return await startActive(backends, {
        report: this.#state.set,
        onDiagnostics: (diagnostics) => {
          const state = this.#state.get();
          if (state.status === 'ready') this.#state.set({ ...state, diagnostics });
        },
        signal,
        consent,
        cacheOf: this.cacheOf,
        host: this.#host,
        ...(before && { before }),
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!EmbedError.is(error)) throw error;
      return { error, failures };
    }
  };

  /** Makes a backend the running one. */
  readonly #use = (active: ActiveBackend): ActiveBackend => {
    this.#active = active;
    void active.running.crashed.then((error) => this.#onCrash(active, error));
    this.#state.set(active.state);
    return active;
  };

  /** Reacts to a crash of a backend: another one takes over, or pending calls are rejected and the next call starts a backend again. */
  #onCrash(active: ActiveBackend, error: EmbedError): void {
    if (this.#active !== active) return;
    if (active.failOver) void active.failOver(error);
    else this.#fail(error, active.failures);
  }

  readonly #fail = (error: EmbedError, failures: readonly BackendFailure[]): void => {
    this.#closeRunning(error);
    if (!this.#disposal.signal.aborted) this.#state.set({ status: 'error', error, failures });
  };

  #closeRunning(reason: EmbedError): void {
    this.#active?.queue.close(reason);
    this.#active?.running.stop();
    this.#active = undefined;
  }

  /** Retries a load that failed offline, each time the device is online again, until a model is in use. */
  #retryWhenOnline(active: ActiveBackend | NoBackend): void {
    const wasOffline = [...active.failures, active].some(
      (of) => 'error' in of && of.error.details.reason === 'offline',
    );
    const hasModel = 'backend' in active && active.backend.model.semantic;
    this.#waitsForNetwork = !hasModel && (this.#waitsForNetwork || wasOffline);
    globalThis.addEventListener?.('online', this.#onOnline, { signal: this.#disposal.signal });
  }

  readonly #onOnline = (): void => {
    if (this.#waitsForNetwork) void this.load({ retry: true }).catch(() => {}); // the state says why
  };

  get #host(): FailoverHost {
    return {
      backends: this.#backends,
      disposal: this.#disposal.signal,
      active: () => this.#active,
      startOneOf: this.#startOneOf,
      use: this.#use,
      fail: this.#fail,
    };
  }
}

function replaced(): EmbedError {
  return new EmbedError(
    'space-mismatch',
    'The embedder is trying a better backend, so this call was cancelled. Repeat it.',
  );
}
