import { asEmbedError } from '../../errors.js';
import { readWordPiece } from './json.js';
import type { Tokenizer } from './types.js';
import { createWordPiece } from './wordpiece.js';

/**
 * The tokenizer that a `tokenizer.json` describes. Its own truncation and padding sections are ignored: some carry
 * limits that are not the model's.
 * @param maxTokens The longest encoding, special tokens included; the final one is kept when a text is cut.
 * @throws {EmbedError} `model-load-failed` for a file that is broken, or of a kind that is not supported.
 */
export function createTokenizer(file: Uint8Array, maxTokens: number): Tokenizer {
  try {
    return createWordPiece(readWordPiece(JSON.parse(new TextDecoder().decode(file))), maxTokens);
  } catch (error) {
    throw asEmbedError(error, 'model-load-failed', 'The tokenizer.json of the model is not valid JSON.');
  }
}
