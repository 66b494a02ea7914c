/** For `model` of react-embeddings: which model it is, and where the app has its files. Bundlers see these very expressions. */
export const staticMiniLm256 = {
  id: 'static-minilm-256',
  urls: {
    tokenizer: new URL('./tokenizer.json', import.meta.url).href,
    weights: new URL('./model.safetensors', import.meta.url).href,
  },
};
