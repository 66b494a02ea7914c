import { EmbedError } from '../../errors.js';
import type { Activation, Pooling } from '../types.js';
import { countOf, fieldOf, type Json, type ModelFolder, textOf } from './modelSource.js';

// What a model of sentence-transformers is made of: modules.json, and the folder of each module.

/** The kinds of modules that are understood. */
const KINDS = ['Transformer', 'Pooling', 'Dense', 'Normalize', 'StaticEmbedding'];

export interface Module {
  readonly kind: string;
  readonly path: string;
}

/**
 * The modules of a model; undefined if it does not tell.
 * @throws {EmbedError} `model-load-failed` for one that is not understood.
 */
export async function readModules(folder: ModelFolder): Promise<readonly Module[] | undefined> {
  const list = await folder.json('modules.json');
  if (!Array.isArray(list)) return undefined;
  return list.map((entry) => {
    const kind = textOf(entry, 'type')?.split('.').at(-1) ?? '';
    if (!KINDS.includes(kind)) throw cannotRun(`a module ${kind} in modules.json`);
    return { kind, path: textOf(entry, 'path') ?? '' };
  });
}

const MODES: Readonly<Record<string, Pooling>> = {
  cls: 'cls',
  mean: 'mean',
  max: 'max',
  lasttoken: 'lasttoken',
  mean_sqrt_len_tokens: 'mean-sqrt',
};

/** The booleans of sentence-transformers until version 5, in the words of the later `pooling_mode`. */
const BOOLEANS: Readonly<Record<string, string>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
};

/**
 * How a file 1_Pooling/config.json says that tokens' vectors become one.
 * @throws {EmbedError} `model-load-failed` for a way that is not known here, or several.
 */
export function readPooling(config: Json): Pooling | undefined {
  const named = fieldOf(config, 'pooling_mode');
  const modes =
    named === undefined
      ? Object.keys(BOOLEANS).flatMap((name) => (fieldOf(config, name) === true ? [BOOLEANS[name]] : []))
      : [named].flat();
  if (modes.length === 0) return undefined;
  const pooling = modes.length === 1 ? MODES[String(modes[0])] : undefined;
  if (!pooling) throw cannotRun(`pooling by ${modes.join(' and ')}`);
  return pooling;
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  Identity: 'identity',
  Tanh: 'tanh',
  ReLU: 'relu',
  GELU: 'gelu',
  Sigmoid: 'sigmoid',
};

/** A Dense module, by its config.json. */
export function readDenseConfig(config: Json, path: string): { activation: Activation; outputs: number } {
  const name = textOf(config, 'activation_function')?.split('.').at(-1) ?? '';
  const activation = ACTIVATIONS[name];
  const outputs = countOf(config, 'out_features');
  if (!activation || outputs === undefined)
    throw cannotRun(`the layer ${path}, with the activation "${name}"`);
  return { activation, outputs };
}

/** A model that would give wrong vectors without a sign of it. */
function cannotRun(what: string): EmbedError {
  return new EmbedError(
    'model-load-failed',
    `This model has ${what}, which is not known here. Use another model.`,
  );
}
