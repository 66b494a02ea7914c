import type { Embedder, EmbedRole } from '../engine/index.js';

/** Options of {@link aiSdkModel}. */
export interface AiSdkOptions {
  /**
   * What its texts are: the AI SDK does not tell.
   * @default 'document'
   */
  readonly role?: EmbedRole;
  /**
   * Whether vectors without a meaning, those of the hash backend, are an error rather than an answer.
   * @default true
   */
  readonly requireSemantic?: boolean;
}

/** What the AI SDK calls an `EmbeddingModelV3`. */
export interface AiSdkModel {
  readonly specificationVersion: 'v3';
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall: number;
  readonly supportsParallelCalls: boolean;
  /** What `embed` and `embedMany` of the AI SDK call. @throws as `Embedder.embedMany` */
  doEmbed(options: { readonly values: string[]; readonly abortSignal?: AbortSignal | undefined }): Promise<{
    embeddings: number[][];
    warnings: [];
  }>;
}

/**
 * An embedder as a model of the Vercel AI SDK (6 and later), for its `embed` and `embedMany`. The caller disposes the
 * embedder. Errors are those of `Embedder.embedMany`; without a model `backend-unavailable`, since lists of numbers do not
 * tell that they have no meaning.
 */
export function aiSdkModel(
  embedder: Embedder,
  { role = 'document', requireSemantic = true }: AiSdkOptions = {},
): AiSdkModel {
  return {
    specificationVersion: 'v3',
    provider: 'react-embeddings',
    get modelId() {
      return embedder.model.id;
    },
    maxEmbeddingsPerCall: Number.POSITIVE_INFINITY, // the embedder makes batches of its own
    supportsParallelCalls: true,
    async doEmbed({ values, abortSignal }) {
      const signal = abortSignal && { signal: abortSignal };
      const vectors = await embedder.embedMany(values, { role, requireSemantic, ...signal });
      return { embeddings: vectors.map((vector) => Array.from(vector)), warnings: [] };
    },
  };
}
