/** Where the files lie that the embedding worker fetches when it needs them, as the page knows it. */
export interface WorkerFiles {
  /** The builds of the encoder. */
  readonly encoder: { readonly relaxed: string; readonly plain: string };
  /** Scripts by their names, for a worker that was copied as it is, and so cannot say where they lie. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Bundlers recognize these very expressions: keep each in one piece. The build adds `scripts` (rolldown.config.js). */
export const workerFiles = (): WorkerFiles => ({
  encoder: {
    relaxed: new URL('../workers/embedding/encoder-relaxed.wasm', import.meta.url).href,
    plain: new URL('../workers/embedding/encoder-plain.wasm', import.meta.url).href,
  },
});
