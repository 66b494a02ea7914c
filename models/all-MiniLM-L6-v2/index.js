/** For `model` of react-embeddings: which model it is, and where the app has its files. Bundlers see these very expressions. */
export const allMiniLmL6V2 = {
  id: 'all-MiniLM-L6-v2-q4',
  urls: {
    tokenizer: new URL('./tokenizer.json', import.meta.url).href,
    weights: new URL('./onnx/model_q4.onnx', import.meta.url).href,
  },
};
