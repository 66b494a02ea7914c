import { EmbedError } from '../../errors.js';
import type { DenseLayer, ModelSpec, Pooling } from '../types.js';
import { findWeights, type WeightsFound } from './findWeights.js';
import {
  countOf,
  fieldOf,
  type Json,
  type ModelConfig,
  type ModelFolder,
  type ModelSource,
  numberOf,
  textOf,
} from './modelSource.js';
import { type Module, readDenseConfig, readModules, readPooling } from './modules.js';

/** A model's rules as its folder tells them, and its files by their paths. */
export interface FolderDescription extends Omit<ModelSpec, 'id' | 'repo' | 'revision' | 'license' | 'files'> {
  readonly tokenizer: string;
  readonly weights: string;
  /** Files beside the weights: external data, dense layers. */
  readonly others: readonly string[];
  /** Where each rule comes from: `option`, or a file. */
  readonly reasons: Readonly<Record<keyof ModelConfig | 'weights', string>>;
}

/** A fact and where it was found. */
interface Found<T> {
  readonly value: T;
  readonly from: string;
}

/** Model types whose positions begin behind that of the padding token. */
const OFFSET_POSITIONS = /roberta|camembert|mpnet|longformer/;
/** What some tokenizer_config.json hold for "no limit" is 1e30. */
const MAX_LIMIT = 1e6;

/**
 * Reads how a model is to be run, in this order: what the source gives, then the files of the model. What neither tells
 * is an error and no guess, since a wrong rule shows in nothing but worse vectors.
 * @throws {EmbedError} `model-load-failed` when a rule is missing or not known here, `model-not-found` without weights.
 */
export async function describeFolder(folder: ModelFolder, source: ModelSource): Promise<FolderDescription> {
  const config = await folder.json('config.json');
  const modules = await readModules(folder);
  const isStatic = isStaticModel(config, modules);
  const weights = await findWeights(folder, { config, isStatic, dtype: source.dtype });
  const poolingPath = modules?.find(({ kind }) => kind === 'Pooling')?.path ?? '1_Pooling';
  const poolingConfig = isStatic ? undefined : await folder.json(`${poolingPath}/config.json`);
  const dense = await readDense(folder, modules ?? []);

  const pooling: Found<Pooling> = isStatic
    ? { value: 'mean', from: 'config.json' }
    : required(
        'pooling',
        given(source.pooling),
        found(readPooling(poolingConfig), `${poolingPath}/config.json`),
      );
  const normalize = given(source.normalize) ?? normalizes(config, modules);
  const prompts = given(source.prompts) ?? (await readPrompts(folder));
  const maxTokens = required('maxTokens', given(source.maxTokens), await readLimit(folder, config, isStatic));
  const full = required(
    'dimensions',
    dimensionsOf(config, poolingConfig, dense, isStatic),
    given(source.dimensions),
  );
  for (const found of [maxTokens, full]) assertCount(found);
  const { dimensions = full.value, layerNorm } = source;
  assertCount({ value: dimensions, from: 'option' });
  if (dimensions > full.value)
    throw new EmbedError(
      'invalid-input',
      `The model gives ${full.value} dimensions. Ask for at most as many.`,
    );
  return {
    dimensions,
    ...(dimensions < full.value && { fullDimensions: full.value }),
    ...(layerNorm && { layerNorm }),
    maxTokens: maxTokens.value,
    pooling: pooling.value,
    normalize: normalize.value,
    prompts: prompts.value,
    ...(isStatic && { static: true }),
    ...bertOf(config, weights),
    ...(dense.length > 0 && { dense: dense.map(({ layer }) => layer) }),
    tokenizer: 'tokenizer.json',
    weights: weights.path,
    others: [...weights.data, ...dense.map(({ layer }) => layer.path)],
    reasons: {
      pooling: pooling.from,
      normalize: normalize.from,
      prompts: prompts.from,
      maxTokens: maxTokens.from,
      dimensions: source.dimensions === undefined ? full.from : 'option',
      layerNorm: layerNorm === undefined ? 'default' : 'option',
      weights: weights.why,
    },
  };
}

function assertCount({ value, from }: Found<number>): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new EmbedError(
    from === 'option' ? 'invalid-input' : 'model-load-failed',
    `A model has no ${value} dimensions or tokens (${from}). Give a whole number above 0.`,
    { details: { value, from } },
  );
}

function isStaticModel(config: Json, modules: readonly Module[] | undefined): boolean {
  const type = textOf(config, 'model_type');
  return modules?.[0]?.kind === 'StaticEmbedding' || type === 'model2vec' || type === 'static';
}

/** Without modules.json vectors are scaled, as all models for search expect. */
function normalizes(config: Json, modules: readonly Module[] | undefined): Found<boolean> {
  if (modules) return { value: modules.some(({ kind }) => kind === 'Normalize'), from: 'modules.json' };
  const told = fieldOf(config, 'normalize');
  return typeof told === 'boolean' ? { value: told, from: 'config.json' } : { value: true, from: 'default' };
}

/** As `encode_query` and `encode_document` of sentence-transformers choose them. */
async function readPrompts(folder: ModelFolder): Promise<Found<ModelSpec['prompts']>> {
  const path = 'config_sentence_transformers.json';
  const config = await folder.json(path);
  const prompts = fieldOf(config, 'prompts');
  const usual = textOf(config, 'default_prompt_name');
  const first = (...names: (string | undefined)[]) =>
    names.map((name) => name && textOf(prompts, name)).find((prompt) => prompt !== undefined) ?? '';
  const value = { query: first('query', usual), document: first('document', 'passage', 'corpus', usual) };
  return { value, from: prompts ? path : 'default' };
}

async function readLimit(
  folder: ModelFolder,
  config: Json,
  isStatic: boolean,
): Promise<Found<number> | undefined> {
  if (isStatic) return { value: countOf(config, 'seq_length') ?? MAX_LIMIT, from: 'config.json' };
  const own = countOf(await folder.json('sentence_bert_config.json'), 'max_seq_length');
  if (own !== undefined) return { value: own, from: 'sentence_bert_config.json' };
  const positions = countOf(config, 'max_position_embeddings');
  const offset = OFFSET_POSITIONS.test(textOf(config, 'model_type') ?? '')
    ? (numberOf(config, 'pad_token_id') ?? 0) + 1
    : 0;
  const tokens = numberOf(await folder.json('tokenizer_config.json'), 'model_max_length');
  const limits = [
    positions !== undefined && { value: positions - offset, from: 'config.json' },
    tokens !== undefined && tokens < MAX_LIMIT && { value: tokens, from: 'tokenizer_config.json' },
  ].filter((limit) => limit !== false);
  return limits.toSorted((a, b) => a.value - b.value)[0];
}

function dimensionsOf(
  config: Json,
  pooling: Json,
  dense: readonly { readonly outputs: number; readonly layer: DenseLayer }[],
  isStatic: boolean,
): Found<number> | undefined {
  const last = dense.at(-1);
  if (last) return { value: last.outputs, from: last.layer.path };
  const pooled = countOf(pooling, 'word_embedding_dimension', 'embedding_dimension');
  if (pooled !== undefined) return { value: pooled, from: '1_Pooling/config.json' };
  const own = isStatic ? countOf(config, 'hidden_dim') : countOf(config, 'hidden_size', 'dim', 'n_embd');
  return found(own, 'config.json');
}

async function readDense(folder: ModelFolder, modules: readonly Module[]) {
  const paths = modules.filter(({ kind }) => kind === 'Dense').map(({ path }) => path);
  return Promise.all(
    paths.map(async (path) => {
      const { activation, outputs } = readDenseConfig(await folder.json(`${path}/config.json`), path);
      return { outputs, layer: { path: `${path}/model.safetensors`, activation } };
    }),
  );
}

function bertOf(config: Json, { path }: WeightsFound): Pick<ModelSpec, 'bert'> {
  const heads = countOf(config, 'num_attention_heads');
  if (!path.endsWith('.safetensors') || heads === undefined) return {};
  return { bert: { heads, epsilon: numberOf(config, 'layer_norm_eps') ?? 1e-12 } };
}

const given = <T>(value: T | undefined): Found<T> | undefined => found(value, 'option');
const found = <T>(value: T | undefined, from: string): Found<T> | undefined =>
  value === undefined ? undefined : { value, from };

function required<T>(rule: keyof ModelConfig, ...sources: (Found<T> | undefined)[]): Found<T> {
  const first = sources.find((source) => source !== undefined);
  if (first) return first;
  throw new EmbedError(
    'model-load-failed',
    `The files of this model do not tell its ${rule}. Look it up in the model's card and pass it: model: { repo, ${rule} }.`,
    { details: { rule } },
  );
}
