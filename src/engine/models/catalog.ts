import catalogFile from '../../../models/catalog.json';
import knownFile from '../../../models/known.json';
import { EmbedError } from '../errors.js';
import { hashTexts } from '../utils/hash53.js';
import type { ModelConfig, ModelSource } from './config/modelSource.js';
import type { ModelFile, ModelFiles, ModelInfo, ModelSpec } from './types.js';

/** How a model of the Hub is run, as its authors have published it. */
export interface HubModelRules extends Omit<ModelSource, keyof ModelConfig>, ModelConfig {
  readonly id: string;
  readonly repo: string;
}

/** Models of the Hub that have an id besides those of the catalog: `models/known.json`. */
export const hubModelRules = knownFile as readonly HubModelRules[]; // as for the catalog

/** The models that can be named by id: `models/catalog.json`. */
export const catalog = catalogFile as readonly ModelSpec[]; // JSON widens 'cls' to string; a test checks the file

/** The owners under whose names models are known whose files for us are elsewhere: the name alone tells which model it is. */
const OWNERS = /^(Xenova|BAAI|intfloat|thenlper|sentence-transformers|jinaai|google|ibm-granite|Qwen)\//;

/** Measured with all-MiniLM-L6-v2 and bge-small-en-v1.5 on three retrieval sets: docs/ranking.md. */
export const DEFAULT_WEIGHT = 0.65;
/** The id of the model that is used where none is named. */
export const DEFAULT_MODEL = 'bge-small-en-v1.5';
const HUB_URL = 'https://huggingface.co/{model}/resolve/{revision}';

/** The catalog's entry for an id; a description of your own passes through. */
export function findModel(model: string | ModelSpec = DEFAULT_MODEL): ModelSpec {
  if (typeof model !== 'string') return model;
  const found = catalog.find((entry) => entry.id === model);
  if (found) return found;
  const known = [...catalog, ...hubModelRules].map((entry) => entry.id).join(', ');
  throw new EmbedError(
    'model-not-found',
    `No model "${model}" is known. Use one of ${known}, owner/name on the Hub, or describe your own.`,
    { details: { model } },
  );
}

/** A model whose files an app has, each at an address of its own: what a package of weights exports. */
export interface PackagedModel {
  /** An id of the catalog, which has the facts. */
  readonly id: string;
  /** Absolute, or relative to the page. */
  readonly urls: ModelFiles<string>;
}

/** What a caller names a model by: an id of the catalog, `owner/name` on the Hub, a package, a source, or a description. */
export type ModelChoice = string | ModelSpec | ModelSource | PackagedModel;

export function isPackaged(model: ModelChoice | undefined): model is PackagedModel {
  return typeof model === 'object' && 'urls' in model;
}

/** The description of a chosen model, or where one is to be read from. */
export function resolveModel(choice?: ModelChoice): ModelSpec | ModelSource {
  if (isPackaged(choice)) return findModel(choice.id);
  const model = typeof choice === 'string' ? idOfName(choice) : choice;
  const known = typeof model === 'string' && hubModelRules.find(({ id }) => id === model);
  if (known) return known;
  if (typeof model === 'string' && model.includes('/')) return withKnownRules({ repo: model });
  if (model === undefined || typeof model === 'string' || isSpec(model)) return findModel(model);
  if ((model.repo === undefined) === (model.url === undefined))
    throw new EmbedError('invalid-input', 'Give a model by its repo or by its url.');
  return withKnownRules(model);
}

/** The id of a model that is named by its authors' repo, or what was given. */
function idOfName(name: string): string {
  const id = name.replace(OWNERS, '');
  const onHub = [...catalog, ...hubModelRules].find(
    (model) => model.revision !== null && model.id.toLowerCase() === id.toLowerCase(),
  );
  if (onHub) return onHub.id;
  return hubModelRules.some((model) => model.id === `Xenova/${id}`) && id !== name ? `Xenova/${id}` : name;
}

/** What the caller gives goes before what is known here, and that before what the files tell. */
function withKnownRules(source: ModelSource): ModelSource {
  const known = hubModelRules.find(({ repo }) => repo === source.repo);
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
export function provisionalModelInfo(source: ModelSource): ModelInfo {
  const id = idOf(source);
  const { dimensions = 0, maxTokens = 0 } = source;
  const rest = { semanticWeight: DEFAULT_WEIGHT, semantic: true };
  return { id, dimensions, maxTokens, space: `${id}${NOT_READ}`, ...rest };
}

export const idOf = ({ id, repo, url }: ModelSource): string => id ?? repo ?? url ?? '';

/** e.g. `all-MiniLM-L6-v2/mean/l2/384/256/0f1e2d3c4b50f1e2d3c4b5`; the last part is a digest of files, prompts and dense layers. */
function spaceOfModel(spec: ModelSpec): string {
  const { id, files, pooling, normalize, dimensions, maxTokens, prompts, dense, layerNorm } = spec;
  const { tokenizer, weights, others = [] } = files;
  const digest = hashTexts([
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
