/** For `model` of react-embeddings: which model it is, and where the app has its files. Bundlers see these very expressions. */
export const multilingualE5Small = {
  id: 'multilingual-e5-small',
  urls: {
    tokenizer: new URL('./tokenizer.json', import.meta.url).href,
    weights: new URL('./onnx/model_q4.onnx', import.meta.url).href,
  },
};
