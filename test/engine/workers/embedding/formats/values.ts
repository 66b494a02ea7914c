import { numbersOf, oneOf } from '../../../../../src/engine/workers/embedding/formats/numbers.js';
import type {
  BertWeights,
  Linear,
  Table,
} from '../../../../../src/engine/workers/embedding/formats/types.js';

/** One number of a model. */
export type NumberAt = (row: number, column: number) => number;

/** Looks up a model's numbers by PyTorch's names: tables by row and column, layers by output and input. */
export function numbersByPath(weights: BertWeights): ReadonlyMap<string, NumberAt> {
  const found = new Map<string, NumberAt>();
  const addLinear = (path: string, linear: Linear) => {
    found.set(`${path}.weight`, ofLinear(linear));
    found.set(`${path}.bias`, (_, column) => Number(linear.bias[column]));
  };
  const addNorm = (path: string, { gain, bias }: BertWeights['embeddingNorm']) => {
    found.set(`${path}.weight`, (_, column) => Number(gain[column]));
    found.set(`${path}.bias`, (_, column) => Number(bias[column]));
  };
  found.set('embeddings.word_embeddings.weight', ofTable(weights.words));
  found.set('embeddings.position_embeddings.weight', ofTable(weights.positions));
  found.set('embeddings.token_type_embeddings.weight', ofTable(weights.tokenTypes));
  addNorm('embeddings.LayerNorm', weights.embeddingNorm);
  for (const [index, layer] of weights.layers.entries()) {
    const path = `encoder.layer.${index}`;
    addLinear(`${path}.attention.self.query`, layer.query);
    addLinear(`${path}.attention.self.key`, layer.key);
    addLinear(`${path}.attention.self.value`, layer.value);
    addLinear(`${path}.attention.output.dense`, layer.attentionOutput);
    addNorm(`${path}.attention.output.LayerNorm`, layer.attentionNorm);
    addLinear(`${path}.intermediate.dense`, layer.intermediate);
    addLinear(`${path}.output.dense`, layer.output);
    addNorm(`${path}.output.LayerNorm`, layer.outputNorm);
  }
  return found;
}

function ofLinear({ weight, order, quantization, inputs, outputs }: Linear): NumberAt {
  const stored = numbersOf(weight);
  return (n, k) => {
    const value = Number(stored[order === 'inputs-outputs' ? k * outputs + n : n * inputs + k]);
    if (!quantization) return value;
    return oneOf(quantization.scales, n) * (value - oneOf(quantization.zeroPoints, n));
  };
}

function ofTable({ values, columns, quantization }: Table): NumberAt {
  const stored = numbersOf(values);
  return (row, column) => {
    const value = Number(stored[row * columns + column]);
    if (!quantization) return value;
    return oneOf(quantization.scales, row) * (value - oneOf(quantization.zeroPoints, row));
  };
}
