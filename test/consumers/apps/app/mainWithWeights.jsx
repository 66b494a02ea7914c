// The weights are a package, too, and the bundler puts them beside the app.

import { allMiniLmL6V2 } from '@react-embeddings/all-minilm-l6-v2';
import { createRoot } from 'react-dom/client';
import { EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { notes } from './notes.js';

createRoot(document.getElementById('root')).render(
  <EmbedderProvider model={allMiniLmL6V2} backends={['cpu']}>
    <SemanticSearch items={notes} label="Notes">
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
