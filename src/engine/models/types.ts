/** What a text is for. Some models put a different prompt before a search query than before a document. */
export type EmbedRole = 'query' | 'document';
/** The facts of a model that callers need. */
export interface ModelInfo {
  readonly id: string;
  /** The length of each vector. Of a model that its folder describes, 0 until that is read. */
  readonly dimensions: number;
  /** The longest input in tokens, the special ones included; what lies beyond is cut off. */
  readonly maxTokens: number;
  /**
   * Identifies what makes two vectors comparable: model, weights, pooling, normalization, dimensions, prompts, limit.
   * Vectors of different spaces must never be compared.
   */
  readonly space: string;
  /** The weight of cosines in a hybrid search, from 0 to 1: the better the model, the larger. */
  readonly semanticWeight: number;
  /**
   * Whether vectors stand for what texts mean, so that comparing two of them says something. `false` on the hash backend: its
   * vectors look like others, but only tell equal texts from different ones.
   */
  readonly semantic: boolean;
}
/**
 * How token vectors become one text vector: the first token's (`cls`), their average (`mean`), the element-wise maximum
 * (`max`), the last token's (`lasttoken`), or their sum by the square root of their count (`mean-sqrt`). With `graph` the
 * model does it itself: its output `sentence_embedding`.
 */
export type Pooling = 'cls' | 'mean' | 'max' | 'lasttoken' | 'mean-sqrt' | 'graph';
/** What a dense layer behind the pooling does last. */
export type Activation = 'identity' | 'tanh' | 'relu' | 'gelu' | 'sigmoid';
/** A layer behind the pooling: the path of its weights, `linear.weight` and `linear.bias` in safetensors. */
export interface DenseLayer {
  readonly path: string;
  readonly activation: Activation;
}
/** A file of a model, by its path in the model's folder. */
export interface ModelFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. A file that differs is never used. */
  readonly sha256: string;
}
/** The files that run a model. */
export interface ModelFiles<File> {
  readonly tokenizer: File;
  readonly weights: File;
  /** Further ones: external data of the weights, dense layers. */
  readonly others?: readonly File[];
}
/**
 * All that must be known to run a model. What changes its vectors has no default; `license`, `dtype` and `semanticWeight` change
 * none.
 */
export interface ModelSpec {
  readonly id: string;
  /** The model's folder below `modelsUrl`; on the Hub `owner/name`. */
  readonly repo: string;
  /** The commit on the Hub, or `null` for a model that is not there. */
  readonly revision: string | null;
  readonly license: string;
  /** How many bits its weights have, for display: what a file holds is read from it. */
  readonly dtype?: 'q8' | 'q4';
  readonly dimensions: number;
  /** The longest input in tokens, the special ones included. */
  readonly maxTokens: number;
  readonly pooling: Pooling;
  /** Whether vectors are scaled to length 1 (L2). */
  readonly normalize: boolean;
  /** What is put before a text of each role. */
  readonly prompts: Readonly<Record<EmbedRole, string>>;
  readonly files: ModelFiles<ModelFile>;
  /** Layers behind the pooling, in order. */
  readonly dense?: readonly DenseLayer[];
  /** How long vectors are before they are cut to `dimensions` (Matryoshka), if they are. */
  readonly fullDimensions?: number;
  /** Whether a vector goes through a layer norm before it is cut, as nomic's models want. */
  readonly layerNorm?: boolean;
  /** Whether the model is a table of token vectors (model2vec, potion) and no network. */
  readonly static?: boolean;
  /** What a file of weights in safetensors does not say; an ONNX file says it. */
  readonly bert?: BertArchitecture;
  /**
   * The weight of cosines in a hybrid search, from 0 to 1: what scores best on retrieval sets, where it was measured.
   * @default 0.65
   */
  readonly semanticWeight?: number;
  /** The first numbers of a text's vector, as the full-precision model gives them: checked at each load. */
  readonly referenceVector?: { readonly text: string; readonly vector: readonly number[] };
}
/** Facts of a BERT model that cannot be seen from its weights: `num_attention_heads`, `layer_norm_eps` of config.json. */
export interface BertArchitecture {
  readonly heads: number;
  readonly epsilon: number;
}
