/** Options of {@link Tokenizer.encode}. */
export interface EncodeOptions {
  /**
   * The longest encoding, special tokens included; these are stored when a text is cut.
   * @default no limit
   */
  readonly maxTokens?: number;
  /** Whether to tell where in the text each token lies. */
  readonly offsets?: boolean;
  /** Whether to count all tokens of a text that is cut. Otherwise reading ends soon after the limit. */
  readonly whole?: boolean;
}

/** A text as the model reads it. */
export interface Encoding {
  /** Token ids, the special ones at the beginning and end included. */
  readonly ids: readonly number[];
  /** The segment of each token; absent when all are 0. */
  readonly typeIds?: readonly number[];
  /** How many tokens the text has: more than are in `ids` if it was cut, and then exact only if read `whole`. */
  readonly total: number;
  /** Where the tokens lie in the text: the start and end of each, in UTF-16 units. A special token is from 0 to 0. */
  readonly offsets?: readonly number[];
}

/** Turns texts into token ids, exactly as the library that the model was trained with. */
export interface Tokenizer {
  /** What does it: the fast path for BERT's WordPiece, or the Rust crate `tokenizers` in wasm. */
  readonly kind: 'wordpiece' | 'crate';
  /** Ids that are put before and after every text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /**
   * The tokens of each text. Lone surrogates count as U+FFFD.
   * @throws {EmbedError} `invalid-input` when `maxTokens` leaves no room for the special tokens.
   */
  encode(texts: readonly string[], options?: EncodeOptions): Encoding[];
}
