// For models that are no BERT: the worker that has onnxruntime-web. Here it runs MiniLM.

import { createRoot } from 'react-dom/client';
import { createEmbedder, EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { onnxruntimeWorker } from 'react-embeddings/onnxruntime';
import { tokenizersUrl } from 'react-embeddings/tokenizers';
import { notes } from './notes.js';

const embedder = createEmbedder({
  model: 'all-MiniLM-L6-v2',
  modelsUrl: '/models',
  backends: ['cpu'],
  runtimes: ['onnxruntime'],
  worker: onnxruntimeWorker,
  tokenizersUrl,
});

createRoot(document.getElementById('root')).render(
  <EmbedderProvider embedder={embedder}>
    <SemanticSearch items={notes} label="Notes">
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
