// For bundlers that do not see the URLs of workers: both are put beside the app, and named here.

import { createRoot } from 'react-dom/client';
import { createEmbedder, EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { notes } from './notes.js';

const start = (path) => () => new Worker(path, { type: 'module' });
const embedder = createEmbedder({
  model: 'all-MiniLM-L6-v2',
  modelsUrl: '/models',
  backends: ['cpu'],
  worker: start('/worker/embeddingWorker.js'),
});

createRoot(document.getElementById('root')).render(
  <EmbedderProvider embedder={embedder}>
    <SemanticSearch items={notes} label="Notes" worker={start('/search-worker/searchWorker.js')}>
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
