export type ElementType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'uint8'
  | 'int4'
  | 'bool'
  | 'int32'
  | 'int64';

/** An array as it lies in the file. */
export interface Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** A view of the file, never a copy. May be unaligned. */
  readonly bytes: Uint8Array;
}

/** How integers stand for numbers, `scale * (integer - zeroPoint)`: one of each, or one per output or row. */
export interface Quantization {
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
}

/** How int4 stand for numbers: `scale * integer`, with one scale for each block of numbers along a row or column. */
export interface Blocks {
  /** Numbers of a block; the last one of a row or column may have fewer. */
  readonly size: number;
  /** Whether blocks lie along columns, in a layer from inputs to outputs; else along rows. */
  readonly byColumn: boolean;
  /** One of each block, row by row; they are multiplied by `factor`. */
  readonly scales: Tensor;
  readonly factor: number;
}

/** The layer y = x W + b. */
export interface Linear {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Tensor;
  /** `inputs-outputs` as ONNX's MatMul has it, or `outputs-inputs` as PyTorch does. */
  readonly order: 'inputs-outputs' | 'outputs-inputs';
  readonly quantization?: Quantization;
  /** The scales of the blocks, in int4. */
  readonly blocks?: Blocks;
  readonly bias: Float32Array;
}

/** Rows that are looked up by number. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Tensor;
  readonly quantization?: Quantization;
  /** The scales of the blocks, in int4. */
  readonly blocks?: Blocks;
}

export interface LayerNorm {
  readonly gain: Float32Array;
  readonly bias: Float32Array;
}

export interface BertLayer {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly attentionOutput: Linear;
  readonly attentionNorm: LayerNorm;
  readonly intermediate: Linear;
  readonly output: Linear;
  readonly outputNorm: LayerNorm;
}

/** A BERT encoder (Devlin et al., 2018) with GELU: all that its forward pass needs. */
export interface BertWeights {
  readonly hidden: number;
  readonly heads: number;
  /** The width of the feed-forward layer. */
  readonly inner: number;
  /** LayerNorm's. */
  readonly epsilon: number;
  readonly words: Table;
  readonly positions: Table;
  readonly tokenTypes: Table;
  readonly embeddingNorm: LayerNorm;
  readonly layers: readonly BertLayer[];
}

/** What was found in a file. */
export type ReadResult =
  | { readonly weights: BertWeights }
  /** Why this is no BERT that the encoder can run. */
  | { readonly foreign: string };
