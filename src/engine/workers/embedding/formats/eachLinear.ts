import type { BertWeights, Linear } from './types.js';

/** The same weights with each linear layer changed. */
export function eachLinear(weights: BertWeights, change: (linear: Linear) => Linear): BertWeights {
  const layers = weights.layers.map((layer) => ({
    ...layer,
    query: change(layer.query),
    key: change(layer.key),
    value: change(layer.value),
    attentionOutput: change(layer.attentionOutput),
    intermediate: change(layer.intermediate),
    output: change(layer.output),
  }));
  return { ...weights, layers };
}
