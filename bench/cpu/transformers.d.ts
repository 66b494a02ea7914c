// What the bench uses of transformers.js, so that types can be checked where it is not installed.
declare module '@huggingface/transformers' {
  export const env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    useCustomCache: boolean;
    customCache: {
      match(request: string): Promise<Response | undefined>;
      put(request: string, response: Response): Promise<void>;
    };
    readonly backends: {
      readonly onnx: { readonly wasm?: { numThreads: number; wasmPaths: { mjs: string; wasm: string } } };
    };
  };
  export type FeatureExtractionPipeline = (
    texts: string[],
    options: { pooling: 'mean' | 'cls'; normalize: boolean },
  ) => Promise<{ readonly data: ArrayLike<number> }>;
  export function pipeline(
    task: 'feature-extraction',
    model: string,
    options?: { dtype: 'q8' | 'q4'; device: 'wasm' },
  ): Promise<FeatureExtractionPipeline>;
}
