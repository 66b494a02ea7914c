import { selectBackends } from '../backends/selectBackends.js';
import type { Backend } from '../backends/types.js';
import { modelRequired } from '../errors.js';
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
import { BackendLifecycle } from './BackendLifecycle.js';
import type { EmbedderOptions, LoadOptions } from './optionTypes.js';
import type { EmbedderState } from './stateTypes.js';
import { assertSpace, assertTexts } from './validation.js';
import { createVectorCache, type VectorCache, withSpace } from './vectorCache.js';

/**
 * Makes an embedder. Nothing is started or fetched before `load()` or the first text that has no vector yet, so it is
 * safe at the top of a module and on a server. The caller disposes it.
 * @throws {EmbedError} `model-not-found` for an id that is neither in `catalog` nor in `hubModels`, `invalid-input` for
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

/** Texts to vectors: from the cache, or else by the running backend. */
class BackendEmbedder implements Embedder {
  readonly #cache: VectorCache;
  readonly #lifecycle: BackendLifecycle;
  declare readonly interim?: Embedder;
  readonly getState: () => EmbedderState;
  readonly subscribe: (listener: () => void) => () => void;

  constructor(backends: readonly Backend[], cache: VectorCache, interim?: Embedder) {
    const lifecycle = new BackendLifecycle(backends, cache, interim);
    this.#cache = cache;
    this.#lifecycle = lifecycle;
    this.getState = lifecycle.getState;
    this.subscribe = lifecycle.subscribe;
    if (interim) this.interim = interim;
  }

  get model(): ModelInfo {
    return this.#lifecycle.backend.model;
  }

  get space(): string {
    return this.model.space;
  }

  load(options?: LoadOptions): Promise<ModelInfo> {
    return this.#lifecycle.load(options);
  }

  cancelLoad(): void {
    this.#lifecycle.cancelLoad();
  }

  async embed(text: string, options?: EmbedOptions): Promise<Float32Array> {
    const [vector] = await this.embedMany([text], options);
    return vector as Float32Array; // one text, one vector
  }

  async embedMany(texts: readonly string[], options: EmbedManyOptions = {}): Promise<Float32Array[]> {
    const { role = 'document', signal, space, requireSemantic = false, onProgress } = options;
    assertTexts(texts);
    signal?.throwIfAborted();
    this.#lifecycle.throwIfDisposed();
    const isWanted = (space ?? this.space) === this.space && (this.model.semantic || !requireSemantic);
    const stored = isWanted ? this.#stored(texts, role) : undefined;
    if (stored) {
      onProgress?.({ done: texts.length, total: texts.length });
      return handOut(stored, this.space);
    }
    const { backend, queue } = await abortable(this.#lifecycle.activate(), signal);
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
    const { backend, running } = await abortable(this.#lifecycle.activate(), signal);
    const counting = running.countTokens(texts.map((text) => backend.input(text, role)));
    const { maxTokens } = backend.model;
    return (await abortable(counting, signal)).map((tokens) => ({ tokens, truncated: tokens > maxTokens }));
  }

  async splitText(text: string, options: SplitTextOptions = {}): Promise<Passage[]> {
    const { role = 'document', signal, overlap = 0 } = options;
    assertTexts([text]);
    signal?.throwIfAborted();
    const { backend, running } = await abortable(this.#lifecycle.activate(), signal);
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
    const active = await abortable(this.#lifecycle.activate(), signal);
    if (!active.backend.model.semantic) throw modelRequired();
    if (space !== undefined) assertSpace(active.backend, space);
    const { embedDocuments } = await loadScript(() => import('./embedDocuments.js'));
    return embedDocuments({ ...active, cache: this.#lifecycle.cacheOf(active.backend) }, texts, options);
  }

  async dispose(): Promise<void> {
    this.#lifecycle.dispose();
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** The vectors of all texts, if all are cached. */
  #stored(texts: readonly string[], role: EmbedRole): Float32Array[] | undefined {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      const vector = this.#cache.get(this.space, this.#lifecycle.backend.input(text, role));
      if (!vector) return undefined;
      vectors.push(vector);
    }
    return vectors;
  }
}

/** Copies, so that callers cannot change what the cache holds. */
function handOut(vectors: readonly Float32Array[], space: string): Float32Array[] {
  return vectors.map((vector) => withSpace(vector.slice(), space));
}
