import { loadingState } from '../backends/loadingState.js';
import { selectBackends } from '../backends/selectBackends.js';
import type { Backend, RunningBackend } from '../backends/types.js';
import { EmbedError, modelRequired } from '../errors.js';
import type { EmbedRole, ModelInfo } from '../models/types.js';
import type {
  CountTokensOptions,
  DocumentVectors,
  EmbedDocumentsOptions,
  Embedder,
  EmbedManyOptions,
  EmbedOptions,
  Passage,
  SplitTextOptions,
  TokenCount,
} from '../types.js';
import { asyncDispose } from '../utils/asyncDispose.js';
import { loadScript } from '../utils/loadScript.js';
import { abortable } from '../utils/promises.js';
import { createStore } from '../utils/store.js';
import type { EmbedderOptions, LoadOptions } from './optionTypes.js';
import type { Cache } from './QueuedInputs.js';
import type { Active, NoneActive } from './startActive.js';
import type { BackendFailure, EmbedderDiagnostics, EmbedderState } from './stateTypes.js';
import { assertSpace, assertTexts } from './validation.js';
import { createVectorCache, type VectorCache, withSpace } from './vectorCache.js';

/**
 * Makes an embedder. Nothing is started or fetched before `load()` or the first text that has no vector yet, so it is
 * safe at the top of a module and on a server. The caller disposes it.
 * @throws {EmbedError} `model-not-found` for an id that is neither in the catalog nor among the known models, `invalid-input` for
 * other options.
 */
export function createEmbedder(options: EmbedderOptions = {}): Embedder {
  const { interimModel, cache = createVectorCache(), ...rest } = options;
  if (!interimModel) return new BackendEmbedder(selectBackends(rest), cache);
  const small = {
    ...rest,
    model: interimModel,
    backends: ['cpu'],
    webgpu: 'never',
    maxWorkers: 1,
    cache,
  } as const;
  return new BackendEmbedder(selectBackends(rest), cache, createEmbedder(small));
}

class BackendEmbedder implements Embedder {
  readonly #backends: readonly Backend[];
  readonly #cache: VectorCache;
  declare readonly interim?: Embedder;
  readonly #state = createStore<EmbedderState>({ status: 'idle' });
  readonly #disposal = new AbortController();
  #active: Active | undefined;
  #starting: Promise<Active> | undefined;
  #consent = false;
  #waitsForNetwork = false;
  #failingOver: Promise<RunningBackend | undefined> | undefined;
  /** Ends the load that is under way; after it, what it has started. */
  #loading: AbortController | undefined;

  constructor(backends: readonly Backend[], cache: VectorCache, interim?: Embedder) {
    this.#backends = backends;
    this.#cache = cache;
    if (interim) this.interim = interim;
  }

  get model(): ModelInfo {
    return this.#backend.model;
  }

  get space(): string {
    return this.model.space;
  }

  readonly #reports = {
    report: this.#state.set,
    onDiagnostics: (diagnostics: EmbedderDiagnostics) => {
      const state = this.#state.get();
      if (state.status === 'ready') this.#state.set({ ...state, diagnostics });
    },
  };

  readonly getState = (): EmbedderState => this.#state.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  async load({ signal, consent = false, retry = consent }: LoadOptions = {}): Promise<ModelInfo> {
    signal?.throwIfAborted();
    if (consent) {
      this.#consent = true;
      await abortable(Promise.resolve(this.#starting?.catch(() => {})), signal); // it began without consent
    }
    if (retry && this.#active && this.#active.backend !== this.#backends[0]) this.#closeRunning(replaced());
    const { backend } = await abortable(this.#activate(), signal);
    return backend.model;
  }

  cancelLoad(): void {
    if (!this.#starting) return;
    this.#starting = undefined; // the next load() is another one
    this.#waitsForNetwork = false;
    this.interim?.cancelLoad();
    this.#loading?.abort(new EmbedError('load-cancelled', 'The load was cancelled. load() tries again.'));
  }

  async embed(text: string, options?: EmbedOptions): Promise<Float32Array> {
    const [vector] = await this.embedMany([text], options);
    return vector as Float32Array; // one text, one vector
  }

  async embedMany(texts: readonly string[], options: EmbedManyOptions = {}): Promise<Float32Array[]> {
    const { role = 'document', signal, space, requireSemantic = false, onProgress } = options;
    assertTexts(texts);
    signal?.throwIfAborted();
    this.#disposal.signal.throwIfAborted();
    const isWanted = (space ?? this.space) === this.space && (this.model.semantic || !requireSemantic);
    const stored = isWanted ? this.#stored(texts, role) : undefined;
    if (stored) {
      onProgress?.({ done: texts.length, total: texts.length });
      return handOut(stored, this.space);
    }
    const { backend, queue } = await abortable(this.#activate(), signal);
    if (requireSemantic && !backend.model.semantic) throw modelRequired();
    if (space !== undefined) assertSpace(backend, space);
    const inputs = texts.map((text) => backend.input(text, role));
    return handOut(await queue.embedAll(inputs, { role, signal, onProgress }), backend.model.space);
  }

  async countTokens(
    texts: readonly string[],
    { role = 'document', signal }: CountTokensOptions = {},
  ): Promise<TokenCount[]> {
    assertTexts(texts);
    signal?.throwIfAborted();
    const { backend, running } = await abortable(this.#activate(), signal);
    const counting = running.countTokens(texts.map((text) => backend.input(text, role)));
    const { maxTokens } = backend.model;
    return (await abortable(counting, signal)).map((tokens) => ({ tokens, truncated: tokens > maxTokens }));
  }

  async splitText(text: string, options: SplitTextOptions = {}): Promise<Passage[]> {
    const { role = 'document', signal, overlap = 0 } = options;
    assertTexts([text]);
    signal?.throwIfAborted();
    const { backend, running } = await abortable(this.#activate(), signal);
    const { maxTokens = backend.model.maxTokens } = options;
    const spans = await abortable(running.splitText(text, { role, maxTokens, overlap }), signal);
    return spans.map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  }

  async embedDocuments(
    texts: readonly string[],
    options: EmbedDocumentsOptions = {},
  ): Promise<DocumentVectors> {
    const { signal, space } = options;
    assertTexts(texts);
    signal?.throwIfAborted();
    const active = await abortable(this.#activate(), signal);
    if (!active.backend.model.semantic) throw modelRequired();
    if (space !== undefined) assertSpace(active.backend, space);
    const { embedDocuments } = await loadScript(() => import('./embedDocuments.js'));
    return embedDocuments({ ...active, cache: this.#cacheOf(active.backend) }, texts, options);
  }

  async dispose(): Promise<void> {
    if (this.#disposal.signal.aborted) return;
    const reason = new EmbedError(
      'disposed',
      'This embedder was disposed. Make another with createEmbedder().',
    );
    this.#disposal.abort(reason);
    this.#loading?.abort(reason);
    this.#closeRunning(reason);
    void this.interim?.dispose();
    this.#state.set({ status: 'disposed' });
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }

  get #backend(): Backend {
    return this.#active?.backend ?? (this.#backends[0] as Backend); // there is at least one
  }

  /** The vectors of all texts, if none of them must be computed. */
  #stored(texts: readonly string[], role: EmbedRole): Float32Array[] | undefined {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      const vector = this.#cache.get(this.space, this.#backend.input(text, role));
      if (!vector) return undefined;
      vectors.push(vector);
    }
    return vectors;
  }

  #activate(): Promise<Active> {
    if (this.#disposal.signal.aborted) return Promise.reject(this.#disposal.signal.reason);
    if (this.#active) return Promise.resolve(this.#active);
    if (this.#starting) return this.#starting;
    const starting = this.#start().finally(() => {
      if (this.#starting === starting) this.#starting = undefined;
    });
    this.#starting = starting;
    return starting;
  }

  async #start(): Promise<Active> {
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

  async #startFirst(signal: AbortSignal): Promise<Active> {
    if (this.interim) await this.#loadInterimFirst(this.interim, signal);
    const active = await this.#startOneOf(this.#backends, signal);
    this.#retryWhenOnline(active);
    if ('error' in active) {
      this.#state.set({ status: 'error', ...active });
      throw active.error;
    }
    return this.#use(active);
  }

  /** Retries a load that failed offline, each time the device is online again, until a model is in use. */
  #retryWhenOnline(active: Active | NoneActive): void {
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

  /** Starts the first of these that can be started; `before` is what it takes over from. */
  async #startOneOf(
    backends: readonly Backend[],
    signal: AbortSignal,
    before?: Omit<Active, 'state'>,
  ): Promise<Active | NoneActive> {
    const failures = before?.failures ?? [];
    const consent = this.#consent; // given later, it is for another load
    const [first] = backends;
    if (first) this.#state.set(loadingState(first, failures));
    first?.prefetch?.();
    try {
      const { startActive } = await loadScript(() => import('./startActive.js'));
      signal.throwIfAborted();
      return await startActive(backends, {
        ...this.#reports,
        signal,
        consent,
        cacheOf: (backend) => this.#cacheOf(backend),
        recover: this.#recover,
        ...(before && { before }),
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!EmbedError.is(error)) throw error;
      return { error, failures };
    }
  }

  /** Downloads the small model first, with all the bandwidth. Its failure is ignored: the large one is loaded all the same. */
  async #loadInterimFirst(interim: Embedder, signal: AbortSignal): Promise<void> {
    const { report } = this.#reports;
    const waiting = { backend: this.#backend, consent: this.#consent, signal, report };
    const loading = loadScript(() => import('../backends/loadInterimFirst.js')).then((code) =>
      code.loadInterimFirst(interim, waiting),
    );
    await abortable(loading, signal).catch(() => signal.throwIfAborted());
  }

  /** From now on this backend does the work. */
  #use(active: Active): Active {
    this.#active = active;
    void active.running.crashed.then((error) => this.#onCrash(active, error));
    this.#state.set(active.state);
    return active;
  }

  /** The vectors in the space of a backend. */
  #cacheOf({ model: { space } }: Backend): Cache<Float32Array> {
    return {
      get: (input) => this.#cache.get(space, input),
      set: (input, vector) => this.#cache.set(space, input, vector),
    };
  }

  /** What takes over from the backend that runs, when it is lost. */
  readonly #recover = async (): Promise<RunningBackend | undefined> => {
    const active = this.#active;
    return active && this.#failoverBackends(active).length > 0
      ? this.#failOver(active, await active.running.crashed)
      : undefined;
  };

  /** The backends that can take over: later ones in the same space, when the GPU is lost. */
  #failoverBackends({ backend }: Active): readonly Backend[] {
    if (backend.name !== 'webgpu') return [];
    const later = this.#backends.slice(this.#backends.indexOf(backend) + 1);
    return later.filter(({ model }) => model.space === backend.model.space);
  }

  /** The GPU is lost: a later backend goes on with what is in the queue. */
  #failOver(active: Active, error: EmbedError): Promise<RunningBackend | undefined> {
    if (this.#active !== active) return Promise.resolve(this.#active?.running);
    this.#failingOver ??= this.#startFailover(active, error)
      .catch(() => undefined) // disposed meanwhile: all that was pending has been rejected
      .finally(() => {
        this.#failingOver = undefined;
      });
    return this.#failingOver;
  }

  async #startFailover(lost: Active, error: EmbedError): Promise<RunningBackend | undefined> {
    const failures = [...lost.failures, { backend: lost.backend.name, error }];
    const active = await this.#startOneOf(this.#failoverBackends(lost), this.#disposal.signal, {
      ...lost,
      failures,
    });
    const isLost = this.#active === lost; // else a retry came first, and closed its queue
    if ('error' in active) {
      if (isLost) this.#fail(active.error, active.failures);
    } else if (isLost) return this.#use(active).running;
    else active.running.stop();
    return undefined;
  }

  /** A backend crashed: its pending calls are rejected, and the next call starts anew. */
  #onCrash(active: Active, error: EmbedError): void {
    if (this.#active !== active) return;
    if (this.#failoverBackends(active).length > 0) void this.#failOver(active, error);
    else this.#fail(error, active.failures);
  }

  #fail(error: EmbedError, failures: readonly BackendFailure[]): void {
    this.#closeRunning(error);
    if (!this.#disposal.signal.aborted) this.#state.set({ status: 'error', error, failures });
  }

  #closeRunning(reason: EmbedError): void {
    this.#active?.queue.close(reason);
    this.#active?.running.stop();
    this.#active = undefined;
  }
}

/** Copies, so that nobody can change what the cache holds. */
function handOut(vectors: readonly Float32Array[], space: string): Float32Array[] {
  return vectors.map((vector) => withSpace(vector.slice(), space));
}

function replaced(): EmbedError {
  return new EmbedError(
    'space-mismatch',
    'The embedder is trying a better backend, so this call was cancelled. Repeat it.',
  );
}
