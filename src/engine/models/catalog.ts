import catalogueFile from '../../../models/catalogue.json';
import knownFile from '../../../models/known.json';
import { EmbedError } from '../errors.js';
import { fingerprint } from '../utils/hash53.js';
import type { ModelRules, ModelSource } from './config/modelSource.js';

/** What a text is for. Some models put a different prompt before a search query than before a document. */
export type Role = 'query' | 'document';

/** The facts of a model that callers need. */
export interface ModelInfo {
  readonly id: string;
  /** The length of each vector. Of a model that its folder describes, 0 until that is read. */
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
  /**
   * Whether vectors stand for what texts mean, so that comparing two of them says something. `false` on the hash backend: its
   * vectors look like others, but only tell equal texts from different ones.
   */
  readonly semantic: boolean;
}

/**
 * How token vectors become one text vector: the first token's (`cls`), their average (`mean`), the largest of each number
 * (`max`), the last token's (`lasttoken`), or their sum by the square root of their count (`mean-sqrt`). With `graph` the
 * model does it itself: its output `sentence_embedding`.
 */
export type Pooling = 'cls' | 'mean' | 'max' | 'lasttoken' | 'mean-sqrt' | 'graph';

/** What a dense layer behind the pooling does last. */
export type Activation = 'identity' | 'tanh' | 'relu' | 'gelu' | 'sigmoid';

/** A layer behind the pooling: the path of its weights, `linear.weight` and `linear.bias` in safetensors. */
export interface DenseLayer {
  readonly path: string;
  readonly activation: Activation;
}

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
  /** Further ones: external data of the weights, dense layers. */
  readonly others?: readonly File[];
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
  /** Layers behind the pooling, in order. */
  readonly dense?: readonly DenseLayer[];
  /** How long vectors are before they are cut to `dimensions` (Matryoshka), if they are. */
  readonly fullDimensions?: number;
  /** Whether a vector goes through a layer norm before it is cut, as nomic's models want. */
  readonly layerNorm?: boolean;
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

/** What is known of how a model is run, from what its authors have published. */
export interface KnownRules extends Omit<ModelSource, keyof ModelRules>, ModelRules {
  readonly id: string;
  readonly repo: string;
}

/** Of models that can be named by id besides those of the catalogue: `models/known.json`. */
export const knownRules = knownFile as readonly KnownRules[]; // as for the catalogue

/** The models that can be named by id: `models/catalogue.json`. */
export const catalogue = catalogueFile as readonly ModelSpec[]; // JSON widens 'cls' to string; a test checks the file

/** Measured with all-MiniLM-L6-v2 and bge-small-en-v1.5 on three retrieval sets: docs/ranking.md. */
const DEFAULT_WEIGHT = 0.7;
const DEFAULT_MODEL = 'bge-small-en-v1.5';
const HUB_URL = 'https://huggingface.co/{model}/resolve/{revision}';

/** The catalogue's entry for an id; a description of your own passes through. */
export function findModel(model: string | ModelSpec = DEFAULT_MODEL): ModelSpec {
  if (typeof model !== 'string') return model;
  const found = catalogue.find((entry) => entry.id === model);
  if (found) return found;
  const known = [...catalogue, ...knownRules].map((entry) => entry.id).join(', ');
  throw new EmbedError(
    'model-not-found',
    `No model "${model}" is known. Use one of ${known}, owner/name on the Hub, or describe your own.`,
    { details: { model } },
  );
}

/** A model whose files an app has, each at an address of its own: what a package of weights exports. */
export interface PackagedModel {
  /** An id of the catalogue, which has the facts. */
  readonly id: string;
  /** Absolute, or relative to the page. */
  readonly urls: ModelFiles<string>;
}

/** What a caller names a model by: an id of the catalogue, `owner/name` on the Hub, a package, a source, or a description. */
export type ModelChoice = string | ModelSpec | ModelSource | PackagedModel;

export function isPackaged(model: ModelChoice | undefined): model is PackagedModel {
  return typeof model === 'object' && 'urls' in model;
}

/** The description of a chosen model, or where one is to be read from. */
export function chooseModel(model?: ModelChoice): ModelSpec | ModelSource {
  if (isPackaged(model)) return findModel(model.id);
  const known = typeof model === 'string' && knownRules.find(({ id }) => id === model);
  if (known) return known;
  if (typeof model === 'string' && model.includes('/')) return withKnownRules({ repo: model });
  if (model === undefined || typeof model === 'string' || isSpec(model)) return findModel(model);
  if ((model.repo === undefined) === (model.url === undefined))
    throw new EmbedError('invalid-input', 'Give a model by its repo or by its url.');
  return withKnownRules(model);
}

/** What the caller gives goes before what is known here, and that before what the files tell. */
function withKnownRules(source: ModelSource): ModelSource {
  const known = knownRules.find(({ repo }) => repo === source.repo);
  return known ? { ...known, ...source } : source;
}

/** Whether a model is described, and not only where it lies. */
export function isSpec(model: ModelSpec | ModelSource): model is ModelSpec {
  return 'files' in model;
}

/** The address of the folder that a source names. */
export function locateSource(
  { repo, url, revision = 'main' }: ModelSource,
  modelsUrl?: string | URL,
): string {
  return url === undefined ? locateFolder(repo ?? '', revision, modelsUrl) : withoutSlash(url);
}

/** The URLs of a model's files, under a folder of models or a template with `{model}` and `{revision}`. */
export function locateModel(spec: ModelSpec, modelsUrl?: string | URL): ModelFiles<string> {
  return filesIn(locateFolderOf(spec, modelsUrl), spec.files);
}

/** The address of a described model's folder. */
export function locateFolderOf({ repo, revision }: ModelSpec, modelsUrl?: string | URL): string {
  return locateFolder(repo, revision, modelsUrl);
}

function locateFolder(repo: string, revision: string | null, modelsUrl: string | URL = HUB_URL): string {
  const given = String(modelsUrl).replaceAll('%7B', '{').replaceAll('%7D', '}');
  const template = given.includes('{model}') ? given : `${withoutSlash(given)}/{model}`;
  if (template.includes('{revision}') && revision === null) {
    throw new EmbedError(
      'model-not-found',
      `${repo} is not on the Hugging Face Hub. Serve its folder yourself and pass modelsUrl, e.g. "/models".`,
      { details: { model: repo } },
    );
  }
  return withoutSlash(template.replace('{model}', repo).replace('{revision}', revision ?? ''));
}

/** The URLs of a model's files in its folder. */
export function filesIn(
  folder: string,
  { tokenizer, weights, others = [] }: ModelFiles<ModelFile>,
): ModelFiles<string> {
  const urlOf = ({ path }: ModelFile) => `${folder}/${path}`;
  return { tokenizer: urlOf(tokenizer), weights: urlOf(weights), others: others.map(urlOf) };
}

/** All files of a model, in one list. */
export function listFiles<File>({ tokenizer, weights, others = [] }: ModelFiles<File>): readonly File[] {
  return [tokenizer, weights, ...others];
}

/** The facts of a model for callers, its space among them. */
export function describeModel(spec: ModelSpec): ModelInfo {
  const { id, dimensions, maxTokens, semanticWeight = DEFAULT_WEIGHT } = spec;
  return { id, dimensions, maxTokens, space: spaceOfModel(spec), semanticWeight, semantic: true };
}

const NOT_READ = '/not read';

/** Whether a space is known: not that of a model by `owner/name` or URL before its folder has been read. */
export const isSpaceKnown = (space: string): boolean => !space.endsWith(NOT_READ);

/** What is known of a model before its folder has been read. Nothing can be compared with its space. */
export function announceSource(source: ModelSource): ModelInfo {
  const id = idOf(source);
  const { dimensions = 0, maxTokens = 0 } = source;
  const rest = { semanticWeight: DEFAULT_WEIGHT, semantic: true };
  return { id, dimensions, maxTokens, space: `${id}${NOT_READ}`, ...rest };
}

export const idOf = ({ id, repo, url }: ModelSource): string => id ?? repo ?? url ?? '';

/** e.g. `all-MiniLM-L6-v2/mean/l2/384/256/0f1e2d3c4b50f1e2d3c4b5`; the last part is of the files, the prompts and what is done behind the pooling. */
function spaceOfModel(spec: ModelSpec): string {
  const { id, files, pooling, normalize, dimensions, maxTokens, prompts, dense, layerNorm } = spec;
  const { tokenizer, weights, others = [] } = files;
  const digest = fingerprint([
    weights.sha256,
    tokenizer.sha256,
    prompts.query,
    prompts.document,
    ...others.map(({ sha256 }) => sha256),
    ...(dense ?? []).map(({ activation }) => activation),
    ...(layerNorm ? ['layer norm'] : []),
  ]);
  return [id, pooling, normalize ? 'l2' : 'raw', dimensions, maxTokens, digest].join('/');
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
