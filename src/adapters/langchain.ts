import type { Embedder } from '../engine/index.js';

/** Options of {@link langChainEmbeddings}. */
export interface LangChainOptions {
  /**
   * Whether vectors without a meaning, those of the hash backend, are an error rather than an answer.
   * @default true
   */
  readonly requireSemantic?: boolean;
}

/** What LangChain.js calls an `EmbeddingsInterface`. */
export interface LangChainEmbeddings {
  /** A vector of each text, as a document. */
  embedDocuments(documents: string[]): Promise<number[][]>;
  /** The vector of a text, as a query. */
  embedQuery(document: string): Promise<number[]>;
}

/**
 * An embedder as the embeddings of LangChain.js, for its vector stores: documents and queries each get the prompt of their
 * role. The caller disposes the embedder. Errors are those of `Embedder.embedMany`; without a model `backend-unavailable`,
 * since a vector store would not tell that what it holds has no meaning.
 */
export function langChainEmbeddings(
  embedder: Embedder,
  { requireSemantic = true }: LangChainOptions = {},
): LangChainEmbeddings {
  return {
    async embedDocuments(documents) {
      const vectors = await embedder.embedMany(documents, { role: 'document', requireSemantic });
      return vectors.map((vector) => Array.from(vector));
    },
    async embedQuery(document) {
      return Array.from(await embedder.embed(document, { role: 'query', requireSemantic }));
    },
  };
}
