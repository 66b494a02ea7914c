import { createNodeEmbedder, createNodeSearchIndex } from 'react-embeddings/node';
import { notes } from '../../notes.js';

/** What a page finds, found on the server. */
export async function findNotes(query) {
  const embedder = createNodeEmbedder({ model: 'all-MiniLM-L6-v2', models: 'public/models', maxWorkers: 1 });
  const index = createNodeSearchIndex({ embedder, getText: (note) => note });
  try {
    index.add(notes);
    await index.build();
    return { query, ...(await index.search(query, { prefix: true })) };
  } finally {
    await index.dispose();
    await embedder.dispose();
  }
}
