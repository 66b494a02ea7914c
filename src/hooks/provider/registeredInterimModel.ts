import { DEFAULT_MODEL, type EmbedderOptions, type ModelChoice } from '../../engine/index.js';
import type { OptionalProps } from '../props/optionalProps.js';

/** The global key under which an interim model's package registers itself when it is imported: neither package imports the other. */
const REGISTRY_KEY = Symbol.for('react-embeddings.interimModel');

interface RegisteredInterimModel {
  readonly model: ModelChoice;
  /** The ids of the models until which it may answer. */
  readonly until: readonly string[];
}

type Options = OptionalProps<Pick<EmbedderOptions, 'model' | 'interimModel' | 'backends'>>;

/** The options with the interim model that the app has imported, unless they name another, or `null`. */
export function withRegisteredInterimModel<T extends Options>(options: T): T {
  const { model = DEFAULT_MODEL, interimModel, backends = ['cpu'] } = options;
  const { [REGISTRY_KEY]: registered } = globalThis as { [REGISTRY_KEY]?: RegisteredInterimModel };
  const id = typeof model === 'string' ? model : model.id;
  const isWanted =
    registered?.until.some((own) => own === id) &&
    backends.some((name) => name === 'cpu' || name === 'webgpu');
  return isWanted && interimModel === undefined ? { ...options, interimModel: registered?.model } : options;
}
