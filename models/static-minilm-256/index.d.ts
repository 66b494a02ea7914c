/** For `model` of react-embeddings: which model it is, and where the app has its files. */
export declare const staticMiniLm256: {
  readonly id: 'static-minilm-256';
  readonly urls: { readonly tokenizer: string; readonly weights: string };
};
