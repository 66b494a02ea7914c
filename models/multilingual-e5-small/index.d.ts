/** For `model` of react-embeddings: which model it is, and where the app has its files. */
export declare const multilingualE5Small: {
  readonly id: 'multilingual-e5-small';
  readonly urls: { readonly tokenizer: string; readonly weights: string };
};
