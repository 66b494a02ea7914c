/** For `model` of react-embeddings: which model it is, and where the app has its files. Bundlers see these very expressions. */
export const staticMiniLm256 = {
  id: 'static-minilm-256',
  urls: {
    tokenizer: new URL('./tokenizer.json', import.meta.url).href,
    weights: new URL('./model.safetensors', import.meta.url).href,
  },
};

/** Providers of react-embeddings with one of these models, all English, answer by this one until theirs is there. */
globalThis[Symbol.for('react-embeddings.interimModel')] = {
  model: staticMiniLm256,
  until: ['bge-small-en-v1.5', 'bge-small-en-v1.5-q4', 'all-MiniLM-L6-v2', 'all-MiniLM-L6-v2-q4'],
};
