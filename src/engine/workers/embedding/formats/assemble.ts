import type { BertLayer, BertWeights, LayerNorm, Linear, Table } from './types.js';
import { UnsupportedArchitecture } from './UnsupportedArchitecture.js';
import { broken } from './validation.js';

/** A file's tensors by the module paths of the original model, such as `encoder.layer.0.output.dense`. */
export interface WeightsSource {
  /** The paths of all tensors, without what may stand before them. */
  readonly paths: readonly string[];
  readonly heads: number;
  readonly epsilon: number;
  /** How many numbers the bias of a layer has. */
  outputsOf(path: string): number;
  linear(path: string, inputs: number, outputs: number): Linear;
  table(path: string): Table;
  vector(path: string, length: number): Float32Array;
}

/** The tensors of a BERT layer; any other in it makes another model of it. */
const LAYER_MODULES = [
  'attention.self.query',
  'attention.self.key',
  'attention.self.value',
  'attention.output.dense',
  'attention.output.LayerNorm',
  'intermediate.dense',
  'output.dense',
  'output.LayerNorm',
];
const LAYER_TENSOR = new RegExp(
  `^encoder\\.layer\\.\\d+\\.(${LAYER_MODULES.join('|').replaceAll('.', '\\.')})\\.`,
);

/** The same of the embeddings. */
const EMBEDDING_TENSOR =
  /^embeddings\.(word_embeddings|position_embeddings|token_type_embeddings|LayerNorm|position_ids|token_type_ids)\b/;

/** By this tensor a BERT is recognized: biases keep their path in every exporter. */
export const LANDMARK = 'encoder.layer.0.attention.self.query.bias';

/** Takes a BERT out of a file. */
export function assemble(source: WeightsSource): BertWeights {
  const strange = unexpectedTensor(source.paths);
  if (strange !== undefined)
    throw new UnsupportedArchitecture(`it has a tensor ${strange}, which BERT does not`);
  const hidden = source.outputsOf('encoder.layer.0.attention.self.query');
  const inner = source.outputsOf('encoder.layer.0.intermediate.dense');
  const norm = (path: string): LayerNorm => ({
    gain: source.vector(`${path}.weight`, hidden),
    bias: source.vector(`${path}.bias`, hidden),
  });
  return {
    hidden,
    heads: source.heads,
    inner,
    epsilon: source.epsilon,
    words: table(source, 'embeddings.word_embeddings.weight', hidden),
    positions: table(source, 'embeddings.position_embeddings.weight', hidden),
    tokenTypes: table(source, 'embeddings.token_type_embeddings.weight', hidden),
    embeddingNorm: norm('embeddings.LayerNorm'),
    layers: Array.from({ length: countLayers(source.paths) }, (_, index): BertLayer => {
      const path = (module: string) => `encoder.layer.${index}.${module}`;
      const linear = (module: string, inputs: number, outputs: number) =>
        source.linear(path(module), inputs, outputs);
      return {
        query: linear('attention.self.query', hidden, hidden),
        key: linear('attention.self.key', hidden, hidden),
        value: linear('attention.self.value', hidden, hidden),
        attentionOutput: linear('attention.output.dense', hidden, hidden),
        attentionNorm: norm(path('attention.output.LayerNorm')),
        intermediate: linear('intermediate.dense', hidden, inner),
        output: linear('output.dense', inner, hidden),
        outputNorm: norm(path('output.LayerNorm')),
      };
    }),
  };
}

/** The first of a file's tensors that a BERT does not have. */
export function unexpectedTensor(paths: readonly string[]): string | undefined {
  return paths.find(isStrange);
}

function isStrange(path: string): boolean {
  if (path.startsWith('embeddings')) return !EMBEDDING_TENSOR.test(path);
  return path.startsWith('encoder.layer.') && !LAYER_TENSOR.test(path);
}

function table(source: WeightsSource, path: string, hidden: number): Table {
  const found = source.table(path);
  if (found.columns === hidden) return found;
  throw broken(`its tensor ${path} has ${found.columns} columns instead of ${hidden}`, { tensor: path });
}

function countLayers(paths: readonly string[]): number {
  return (
    paths.reduce(
      (most, path) => Math.max(most, Number(/^encoder\.layer\.(\d+)\./.exec(path)?.[1] ?? -1)),
      -1,
    ) + 1
  );
}
