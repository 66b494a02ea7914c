import type { Backend } from '../backends/types.js';
import { EmbedError } from '../errors.js';

/** Throws `invalid-input` unless all of them are texts. */
export function assertTexts(texts: readonly unknown[]): void {
  const index = texts.findIndex((text) => typeof text !== 'string');
  if (index < 0) return;
  throw new EmbedError(
    'invalid-input',
    `Text ${index} is of type ${typeof texts[index]}. Only strings can be embedded.`,
    {
      details: { index },
    },
  );
}

/** Throws `space-mismatch` unless the backend's vectors lie in `space`. */
export function assertSpace({ name, model }: Backend, space: string): void {
  if (model.space === space) return;
  throw new EmbedError(
    'space-mismatch',
    `Vectors of ${space} were asked for, but the ${name} backend makes vectors of ${model.space}.`,
    { details: { asked: space, actual: model.space } },
  );
}
