// On the GPU and nowhere else, on a software adapter too: without it nothing is found.

import { createRoot } from 'react-dom/client';
import { EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { notes } from './notes.js';

createRoot(document.getElementById('root')).render(
  <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models" backends={['webgpu']} webgpu="always">
    <SemanticSearch items={notes} label="Notes">
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
