/** A text as the model reads it. */
export interface Encoding {
  /** Token ids, the special ones at the beginning and end included. */
  readonly ids: readonly number[];
  /** Whether the end of the text was cut off to fit the model. */
  readonly truncated: boolean;
}

/** Turns text into token ids, exactly as the library that the model was trained with. */
export interface Tokenizer {
  encode(text: string): Encoding;
}
