// What the bench uses of the peer's tokenizer, so that types can be checked where it is not installed.
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizer: unknown, config: unknown);
    encode(text: string): { readonly ids: readonly number[] };
  }
}
