import catalogueFile from '../../models/catalogue.json';
import { digestOfTexts } from './digest.js';
import { EmbedError } from './errors.js';

/** What a text is for. Some models put a different prompt before a search query than before a document. */
export type Role = 'query' | 'document';

/** The facts of a model that callers need. */
export interface ModelInfo {
  readonly id: string;
  /** The length of each vector. */
  readonly dimensions: number;
  /** The longest input in tokens, the special ones included; what lies beyond is cut off. */
  readonly maxTokens: number;
  /**
   * Identifies what makes two vectors comparable: model, weights, pooling, normalisation, dimensions, prompts, limit.
   * Vectors of different spaces must never be compared.
   */
  readonly space: string;
  /** The share of meaning, from 0 to 1, in a search by meaning and words: the better the model, the larger. */
  readonly semanticWeight: number;
}

/** How token vectors become one text vector: the first token's (`cls`) or their average (`mean`). */
export type Pooling = 'cls' | 'mean';

/** A file of a model, by its path in the model's folder. */
export interface ModelFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. A file that differs is never used. */
  readonly sha256: string;
}

/** The files that run a model. */
export interface ModelFiles<File> {
  readonly tokenizer: File;
  readonly weights: File;
}

/** All that must be known to run a model. Every field changes what vectors come out, so none has a default. */
export interface ModelSpec {
  readonly id: string;
  /** The model's folder below `modelsUrl`; on the Hub `owner/name`. */
  readonly repo: string;
  /** The commit on the Hub, or `null` for a model that is not there. */
  readonly revision: string | null;
  readonly license: string;
  readonly dimensions: number;
  /** The longest input in tokens, the special ones included. */
  readonly maxTokens: number;
  readonly pooling: Pooling;
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /** What is put before a text of each role. */
  readonly prompts: Readonly<Record<Role, string>>;
  readonly files: ModelFiles<ModelFile>;
  /** Whether the model is a table of token vectors (model2vec, potion) and no network. */
  readonly static?: boolean;
  /** What a file of weights in safetensors does not say; an ONNX file says it. */
  readonly bert?: BertArchitecture;
  /**
   * The share of meaning in a search by meaning and words: what scores best on retrieval sets, where it was measured.
   * @default 0.7
   */
  readonly semanticWeight?: number;
  /** The first numbers of a text's vector, as the full-precision model gives them: checked at each load. */
  readonly knownAnswer?: { readonly text: string; readonly vector: readonly number[] };
}

/** Facts of a BERT model that cannot be seen from its weights: `num_attention_heads`, `layer_norm_eps` of config.json. */
export interface BertArchitecture {
  readonly heads: number;
  readonly epsilon: number;
}

/** The models that can be named by id: `models/catalogue.json`. */
export const catalogue = catalogueFile as readonly ModelSpec[]; // JSON widens 'cls' to string; a test checks the file

/** Measured with all-MiniLM-L6-v2 on five retrieval sets: better than reciprocal rank fusion on each. */
const DEFAULT_WEIGHT = 0.7;
const DEFAULT_MODEL = 'bge-small-en-v1.5';
const HUB_URL = 'https://huggingface.co/{model}/resolve/{revision}';

/** The catalogue's entry for an id; a description of your own passes through. */
export function findModel(model: string | ModelSpec = DEFAULT_MODEL): ModelSpec {
  if (typeof model !== 'string') return model;
  const found = catalogue.find((entry) => entry.id === model);
  if (found) return found;
  const known = catalogue.map((entry) => entry.id).join(', ');
  throw new EmbedError(
    'model-not-found',
    `No model "${model}" in the catalogue. Use one of ${known}, or describe your own.`,
    { details: { model } },
  );
}

/** The URLs of a model's files, under a folder of models or a template with `{model}` and `{revision}`. */
export function locateModel(spec: ModelSpec, modelsUrl: string | URL = HUB_URL): ModelFiles<string> {
  const given = String(modelsUrl).replaceAll('%7B', '{').replaceAll('%7D', '}');
  const template = given.includes('{model}') ? given : `${withoutSlash(given)}/{model}`;
  if (template.includes('{revision}') && spec.revision === null) {
    throw new EmbedError(
      'model-not-found',
      `${spec.id} is not on the Hugging Face Hub. Serve its folder yourself and pass modelsUrl, e.g. "/models".`,
      { details: { model: spec.id } },
    );
  }
  const folder = withoutSlash(
    template.replace('{model}', spec.repo).replace('{revision}', spec.revision ?? ''),
  );
  const { tokenizer, weights } = spec.files;
  return { tokenizer: `${folder}/${tokenizer.path}`, weights: `${folder}/${weights.path}` };
}

/** The facts of a model for callers, its space among them. */
export function describeModel(spec: ModelSpec): ModelInfo {
  const { id, dimensions, maxTokens, semanticWeight = DEFAULT_WEIGHT } = spec;
  return { id, dimensions, maxTokens, space: spaceOfModel(spec), semanticWeight };
}

/** e.g. `all-MiniLM-L6-v2/mean/l2/384/256/0f1e2d3c4b5a`; the digest is of both files and the prompts. */
function spaceOfModel({ id, files, pooling, normalize, dimensions, maxTokens, prompts }: ModelSpec): string {
  const { tokenizer, weights } = files;
  const digest = digestOfTexts([weights.sha256, tokenizer.sha256, prompts.query, prompts.document]).slice(
    0,
    12,
  );
  return [id, pooling, normalize ? 'l2' : 'raw', dimensions, maxTokens, digest].join('/');
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
