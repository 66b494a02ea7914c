// Every message that crosses between the page and the embedding worker. One type, EmbedMethods, drives both ends.

import type { DownloadOptions } from '../embedder/optionTypes.js';
import type { GpuFacts, GpuPrecision, ModelRuntime } from '../embedder/stateTypes.js';
import type { WireError } from '../errors.js';
import type { ModelSource } from '../models/config/modelSource.js';
import type { EmbedRole, ModelFiles, ModelSpec } from '../models/types.js';
import type { Api } from './types.js';

/** How a GPU is to be used. */
export interface GpuInput {
  /** Use it however slow it is, software adapters too. */
  readonly anySpeed: boolean;
  /** What is asked for; with `fp16` it may become `fp32`. */
  readonly precision: GpuPrecision;
  /** Otherwise it must be faster than so many workers on the CPU. */
  readonly workers?: number;
}

export interface LoadInput {
  readonly spec: ModelSpec;
  /** Absolute, since a worker's own address may differ from the page's. */
  readonly urls: ModelFiles<string>;
  readonly download?: DownloadOptions;
  /** The user wants the download, however large. */
  readonly consent?: boolean;
  readonly onnxruntimeUrl?: string;
  readonly tokenizersUrl?: string;
  /** Where the builds of the encoder lie, as the page knows it. */
  readonly encoderUrls?: { readonly relaxed: string; readonly plain: string };
  /** Where its other scripts lie, by name: for a worker that bundlers copy as it is, so that its own addresses are wrong. */
  readonly scriptUrls?: Readonly<Record<string, string>>;
  readonly runtimes: readonly ModelRuntime[];
  /** Run the model on the GPU, or not at all. Without it, on the CPU. */
  readonly webgpu?: GpuInput;
}

/** A model that its own folder describes. */
export interface SourceInput extends Omit<LoadInput, 'spec' | 'urls'> {
  readonly source: ModelSource;
  readonly id: string;
  /** The address of the folder; absolute. */
  readonly folder: string;
}

export interface LoadOutput {
  readonly runtime: ModelRuntime;
  readonly encoderUnsupported?: WireError;
  readonly webgpu?: {
    readonly facts: GpuFacts;
    readonly minBatchTokens: number;
    readonly fp16FallbackReason?: WireError;
  };
  readonly persistError?: WireError;
  /** The description of a model that was given by its source. */
  readonly spec?: ModelSpec;
}

export interface EmbedInput {
  readonly inputs: readonly string[];
  /**
   * Given for documents: an input that is longer than the model reads is split into passages, which repeat at most so many tokens.
   * Without it, such an input is truncated.
   */
  readonly overlap?: number;
}

export const embedInput = (inputs: readonly string[], overlap: number | undefined): EmbedInput =>
  overlap === undefined ? { inputs } : { inputs, overlap };

export interface EmbedOutput {
  /** One vector per passage, of inputs in their order. Row-major `[passages, dimensions]`. Transferred, not copied. */
  readonly data: Float32Array<ArrayBuffer>;
  /** How many inputs, or passages, were longer than the model reads, and were truncated. */
  readonly truncated: number;
  /** The passages of the inputs that were split, in their text without the prompt. Each other input is one passage. */
  readonly passages?: ReadonlyMap<number, readonly PassageSpan[]>;
}

export interface CountInput {
  readonly inputs: readonly string[];
}

export interface CountOutput {
  /** The tokens of each input, the special ones included, also those beyond the model's limit. */
  readonly tokens: readonly number[];
}

export interface SplitInput {
  readonly text: string;
  readonly role: EmbedRole;
  readonly maxTokens: number;
  readonly overlap: number;
  /** Whether passages have the headings above them as their `context`. */
  readonly headings?: boolean;
}

/** Where a passage lies in its text, in UTF-16 units, and how many tokens the model reads for it. */
export interface PassageSpan {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  /** What is put before it when it is embedded: the headings above it, of an index's document that was split. */
  readonly context?: string;
}

export interface SplitOutput {
  readonly passages: readonly PassageSpan[];
}

/** What the embedding worker can do. */
export type EmbedMethods = {
  readonly load: { readonly input: LoadInput | SourceInput; readonly output: LoadOutput };
  readonly embed: { readonly input: EmbedInput; readonly output: EmbedOutput };
  readonly count: { readonly input: CountInput; readonly output: CountOutput };
  readonly split: { readonly input: SplitInput; readonly output: SplitOutput };
};

/** The worker's methods, the same on both ends of the wire. */
export type WorkerApi = Api<EmbedMethods>;
