import { EmbedError, reasonOf } from '../../../errors.js';
import type { BertWeights, ReadResult } from './types.js';
import { UnsupportedArchitecture } from './UnsupportedArchitecture.js';
import { broken } from './validation.js';

/** The weights that `read` gives, or why they are another model's. @throws {EmbedError} `model-load-failed` for a broken file. */
export function readResultOf(read: () => BertWeights): ReadResult {
  try {
    return { weights: read() };
  } catch (error) {
    if (error instanceof UnsupportedArchitecture) return { foreign: error.message };
    if (EmbedError.is(error)) throw error;
    throw broken(`it cannot be read (${reasonOf(error)})`, {}, error);
  }
}
