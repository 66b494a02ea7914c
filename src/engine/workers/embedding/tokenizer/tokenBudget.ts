import { EmbedError } from '../../../errors.js';
import type { Tokenizer } from './types.js';

/**
 * How many tokens of a text fit into `maxTokens` between the special ones.
 * @throws {EmbedError} `invalid-input` when these alone are too many.
 */
export function maxContentTokens(
  { before, after }: Pick<Tokenizer, 'before' | 'after'>,
  maxTokens: number,
): number {
  const special = before.length + after.length;
  if (maxTokens >= special) return maxTokens - special;
  throw new EmbedError(
    'invalid-input',
    `maxTokens is ${maxTokens}, but this model puts ${special} special tokens around each text. Allow more.`,
    { details: { maxTokens, special } },
  );
}
