import { asEmbedError } from '../../../errors.js';
import { UnsupportedTokenizer } from './fields.js';
import { loadRustTokenizer } from './onDemand.js';
import { parseWordPiece } from './parseWordPiece.js';
import type { Tokenizer } from './types.js';
import { createWordPiece } from './wordPiece.js';

/** Options of {@link createTokenizer}. */
export interface TokenizerOptions {
  /** Where the wasm of the crate `tokenizers` lies, if not beside the worker's script. */
  readonly tokenizersUrl?: string | undefined;
}

/**
 * The tokenizer that a `tokenizer.json` describes. Its own truncation and padding sections are ignored: some carry
 * limits that are not the model's. A BERT's runs at once; any other needs the crate's wasm, which is fetched then.
 * @throws {EmbedError} `model-load-failed` for a file that is broken, `backend-unavailable` when the wasm is unavailable.
 */
export async function createTokenizer(
  file: Uint8Array,
  { tokenizersUrl }: TokenizerOptions = {},
): Promise<Tokenizer> {
  const fast = createFastTokenizer(file);
  if (fast) return fast;
  const { createRustTokenizer, loadRustModule } = await loadRustTokenizer();
  return createRustTokenizer(await loadRustModule(tokenizersUrl), file);
}

/** The tokenizer, if it is of the kind that needs no wasm. */
export function createFastTokenizer(file: Uint8Array): Tokenizer | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
    if (!text.trimStart().startsWith('{')) throw new Error('It begins with something else than {.');
    // The files of other kinds are up to 17 MB long, and only the crate need parse them.
    if (!text.includes('BertNormalizer')) return undefined;
    return createWordPiece(parseWordPiece(text));
  } catch (error) {
    if (error instanceof UnsupportedTokenizer) return undefined;
    throw asEmbedError(error, 'model-load-failed', 'The tokenizer.json of the model is not valid JSON.');
  }
}
