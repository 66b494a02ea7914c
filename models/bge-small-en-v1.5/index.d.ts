/** For `model` of react-embeddings: which model it is, and where the app has its files. */
export declare const bgeSmallEnV15: {
  readonly id: 'bge-small-en-v1.5-q4';
  readonly urls: { readonly tokenizer: string; readonly weights: string };
};
