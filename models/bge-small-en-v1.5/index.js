/** For `model` of react-embeddings: which model it is, and where the app has its files. Bundlers see these very expressions. */
export const bgeSmallEnV15 = {
  id: 'bge-small-en-v1.5-q4',
  urls: {
    tokenizer: new URL('./tokenizer.json', import.meta.url).href,
    weights: new URL('./onnx/model_q4.onnx', import.meta.url).href,
  },
};
