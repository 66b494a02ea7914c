import type { Embedder } from '../engine/index.js';

/** What LangChain.js calls an `EmbeddingsInterface`. */
export interface LangChainEmbeddings {
  /** A vector of each text, as a document. */
  embedDocuments(documents: string[]): Promise<number[][]>;
  /** The vector of a text, as a query. */
  embedQuery(document: string): Promise<number[]>;
}

/**
 * An embedder as the embeddings of LangChain.js, for its vector stores: documents and queries each get the prompt of their
 * role. Whoever made the embedder disposes it. Errors are those of `Embedder.embedMany`.
 */
export function langChainEmbeddings(embedder: Embedder): LangChainEmbeddings {
  return {
    async embedDocuments(documents) {
      const vectors = await embedder.embedMany(documents, { role: 'document' });
      return vectors.map((vector) => Array.from(vector));
    },
    async embedQuery(document) {
      return Array.from(await embedder.embed(document, { role: 'query' }));
    },
  };
}
