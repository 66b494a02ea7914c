/// <reference lib="esnext.disposable" preserve="true" />
// For `AsyncDisposable`, which the libraries of an app that is checked against an older standard lack.

import type { LoadOptions } from './embedder/optionTypes.js';
import type { EmbedderState } from './embedder/stateTypes.js';
import type { EmbedRole, ModelInfo } from './models/types.js';
import type { TextSpan } from './search/resultTypes.js';

/** Options of {@link Embedder.embed}. */
export interface EmbedOptions {
  /** @default 'document' */
  readonly role?: EmbedRole;
  /** Aborts the call. Queued work that no other caller needs is cancelled. */
  readonly signal?: AbortSignal;
  /** Rejects with `space-mismatch` when the vectors would lie in another space than this one. */
  readonly space?: string;
  /**
   * Rejects with `backend-unavailable` when the vectors would have no meaning (`ModelInfo.semantic`), as on the hash backend.
   * @default false
   */
  readonly requireSemantic?: boolean;
}

/** Options of {@link Embedder.embedMany}. */
export interface EmbedManyOptions extends EmbedOptions {
  /** Called after each batch. */
  readonly onProgress?: (progress: EmbedProgress) => void;
}

/** Options of {@link Embedder.countTokens}. */
export interface CountTokensOptions {
  /** Whose prompt is counted too. @default 'document' */
  readonly role?: EmbedRole;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** How long a text is to the model. */
export interface TokenCount {
  /** With the special tokens and the prompt of its role; also what lies beyond the model's limit. */
  readonly tokens: number;
  /** Whether it has more tokens than the model reads, so that `embed` cuts its end off. */
  readonly truncated: boolean;
}

/** Options of {@link Embedder.splitText}. */
export interface SplitTextOptions extends CountTokensOptions {
  /**
   * The longest passage, in tokens, with the special ones and the prompt of its role.
   * @default the model's `maxTokens`
   */
  readonly maxTokens?: number;
  /**
   * How many tokens at most a passage repeats of the one before it.
   * @default 0
   */
  readonly overlap?: number;
}

/** A part of a text that the model can read. */
export interface Passage {
  /** `whole.slice(start, end)` of the text that was split. */
  readonly text: string;
  /** In UTF-16 units, as JavaScript's strings count. */
  readonly start: number;
  readonly end: number;
  /** As `countTokens` counts them. */
  readonly tokens: number;
}

/** Options of {@link Embedder.embedDocuments}. */
export interface EmbedDocumentsOptions extends Pick<EmbedOptions, 'signal' | 'space'> {
  /**
   * How many tokens at most a passage repeats of the one before it; a quarter of what the model reads at most.
   * @default 32
   */
  readonly overlap?: number;
  /** Called after each batch. `done` counts texts; of a long one the passages that are done are a fraction. */
  readonly onProgress?: (progress: EmbedProgress) => void;
}

/** Documents as an index holds them. */
export interface DocumentVectors {
  /** The passages of each text, in order, at least one: start and end in UTF-16 units. */
  readonly passages: readonly (readonly TextSpan[])[];
  /** One vector per passage, row-major `[passages of all texts, dimensions]`. The caller's own, and may be transferred. */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  /** The vector space in which they lie. */
  readonly space: string;
}

/** How many texts of a call have their vector, of `total`. */
export interface EmbedProgress {
  readonly done: number;
  readonly total: number;
}

/** Turns texts into vectors. Made by {@link createEmbedder}; ended by its creator. */
export interface Embedder extends AsyncDisposable {
  /** The model in use, or before the load the one that will be tried first. */
  readonly model: ModelInfo;
  /** That of `EmbedderOptions.interimModel`, where there is one. It ends with this one. */
  readonly interim?: Embedder;
  /** `model.space`. It changes only when the embedder falls back to another backend, or comes back from it. */
  readonly space: string;
  /** The same object until something changes. */
  getState(): EmbedderState;
  /** Calls `listener` after each change of state; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Makes the embedder ready; does nothing when it is. Never needed: the first text that has no vector yet does it.
   * @returns the model in use; its `semantic` says whether vectors have a meaning
   * @throws {EmbedError} `model-not-found`, `model-load-failed`, `integrity-mismatch`, `consent-needed`, `worker-crashed`, or
   * `backend-unavailable` with `details.failures` when several backends failed. May be called again after a failure.
   */
  load(options?: LoadOptions): Promise<ModelInfo>;
  /**
   * Ends a load that is under way, for everyone who waits for it: what they asked for is rejected with `load-cancelled`, and so
   * is the state until the next load. Does nothing otherwise.
   */
  cancelLoad(): void;
  /**
   * The vector of one text: `dimensions` numbers, of length 1 (L2) unless the model says otherwise. The caller's own.
   * An empty text has a vector too: that of the model's special tokens. Lone surrogates count as U+FFFD.
   * With `hash` among the backends, as by default, it may have no meaning: see `model.semantic` and `requireSemantic`.
   * @throws {EmbedError} as `load`; `invalid-input`, `inference-failed`, `space-mismatch`, `disposed`.
   */
  embed(text: string, options?: EmbedOptions): Promise<Float32Array>;
  /** The vectors of many texts, in their order. Equal texts are computed once. Errors as `embed`. */
  embedMany(texts: readonly string[], options?: EmbedManyOptions): Promise<Float32Array[]>;
  /**
   * How many tokens texts have, and so whether the model reads all of them.
   * @throws {EmbedError} as `load`; `invalid-input`, `disposed`, and `backend-unavailable` on the hash backend.
   */
  countTokens(texts: readonly string[], options?: CountTokensOptions): Promise<TokenCount[]>;
  /**
   * Splits a text that is longer than the model reads into passages: between sentences where it can, else between words,
   * and inside of words only where one alone is too long; never inside of a grapheme. The
   * passages, in order, hold all of the text but the white space around them; a text of white space has none.
   * @throws {EmbedError} as `countTokens`; `invalid-input` when the options leave no room for a text.
   */
  splitText(text: string, options?: SplitTextOptions): Promise<Passage[]>;
  /**
   * The passages of documents of any length, and their vectors. A text that the model reads whole is one passage; a longer one is
   * split as by `splitText`. A text goes to a worker once, is tokenized there once, and shares a call with others.
   * @throws {EmbedError} as `embed`; `backend-unavailable` on the hash backend.
   */
  embedDocuments(texts: readonly string[], options?: EmbedDocumentsOptions): Promise<DocumentVectors>;
  /** Ends the worker, rejects what is pending with `disposed`. May be called twice. */
  dispose(): Promise<void>;
}
