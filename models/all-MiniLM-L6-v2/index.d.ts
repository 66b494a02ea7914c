/** For `model` of react-embeddings: which model it is, and where the app has its files. */
export declare const allMiniLmL6V2: {
  readonly id: 'all-MiniLM-L6-v2-q4';
  readonly urls: { readonly tokenizer: string; readonly weights: string };
};
