import { EmbedError } from '../../../errors.js';

/** Looking a word up takes a time that grows with the cube of its length; BERT's limit is 100. */
const MAX_WORD_LENGTH = 256;

/** @throws {EmbedError} `model-load-failed` for a tokenizer that would look up words without an end. */
export function assertWordLength(length: number): number {
  if (length <= MAX_WORD_LENGTH) return length;
  throw new EmbedError(
    'model-load-failed',
    `The tokenizer.json of the model looks up words of ${length} characters. Allow ${MAX_WORD_LENGTH} at most.`,
    { details: { length } },
  );
}
