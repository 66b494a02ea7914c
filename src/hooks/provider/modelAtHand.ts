import type { EmbedderOptions, ModelChoice } from '../../engine/index.js';
import type { OptionalProps } from '../props/optionalProps.js';

/** Under which the package of a small model tells of itself when it is imported: neither package knows the other. */
const AT_HAND = Symbol.for('react-embeddings.interimModel');

interface ModelAtHand {
  readonly model: ModelChoice;
  /** The ids of the models until which it may answer. */
  readonly until: readonly string[];
}

type Options = OptionalProps<Pick<EmbedderOptions, 'model' | 'interimModel' | 'backends'>>;

/** The options with the small model that the app has imported, unless they say another one, or that there is none. */
export function withModelAtHand<T extends Options>(options: T): T {
  const { model = 'bge-small-en-v1.5', interimModel, backends = ['cpu'] } = options;
  const { [AT_HAND]: atHand } = globalThis as { [AT_HAND]?: ModelAtHand };
  const id = typeof model === 'string' ? model : model.id;
  const isWanted =
    atHand?.until.some((own) => own === id) && backends.some((name) => name === 'cpu' || name === 'webgpu');
  return isWanted && interimModel === undefined ? { ...options, interimModel: atHand?.model } : options;
}
