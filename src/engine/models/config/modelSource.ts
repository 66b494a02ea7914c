import { EmbedError } from '../../errors.js';
import type { ModelSpec } from '../types.js';

/** Which of a model's weights: names of the Hugging Face Hub. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** What a caller may know better than a model's files. */
export type ModelConfig = Pick<
  ModelSpec,
  'pooling' | 'normalize' | 'prompts' | 'maxTokens' | 'dimensions' | 'layerNorm'
>;

/**
 * A model by where it lies. Its own files tell how it is run, in the layout of sentence-transformers; what is given here
 * goes before them.
 */
export interface ModelSource extends Partial<ModelConfig> {
  /**
   * What the model is called, in its space too.
   * @default `repo` or `url`
   */
  readonly id?: string;
  /** The model's folder below `modelsUrl`: `owner/name` on the Hub. Any folder's address serves too, as `url`. */
  readonly repo?: string;
  /** The address of the model's folder, wherever it is. Instead of `repo`. */
  readonly url?: string;
  /**
   * The commit, branch or tag on the Hub. A commit never changes; of others, a change is noticed within a day, and the visit
   * after that gets the new model.
   * @default 'main'
   */
  readonly revision?: string;
  /**
   * Which weights.
   * @default 'q8', or 'fp32' or 'q4' where there are none
   */
  readonly dtype?: Dtype;
}

/** Reads a model's folder, wherever it is. */
export interface ModelFolder {
  /** A file of JSON; undefined when there is none. */
  json(path: string): Promise<Json | undefined>;
  has(path: string): Promise<boolean>;
}

export type Json = unknown;

/** A field of what may be a JSON object. */
export function fieldOf(json: Json, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined; // just checked
}

export function numberOf(json: Json, ...names: string[]): number | undefined {
  const found = names.map((name) => fieldOf(json, name)).find((value) => typeof value === 'number');
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/**
 * A number of something, of a file that may say anything.
 * @throws {EmbedError} `model-load-failed` for what is not a whole number above 0.
 */
export function countOf(json: Json, ...names: string[]): number | undefined {
  const name = names.find((each) => typeof fieldOf(json, each) === 'number');
  const count = name === undefined ? undefined : numberOf(json, name);
  if (name === undefined || (Number.isSafeInteger(count) && Number(count) > 0)) return count;
  throw new EmbedError(
    'model-load-failed',
    `The files of this model say that its ${name} is ${fieldOf(json, name)}. Give it as an option, or correct the file.`,
    { details: { name } },
  );
}

export function textOf(json: Json, name: string): string | undefined {
  const found = fieldOf(json, name);
  return typeof found === 'string' ? found : undefined;
}
