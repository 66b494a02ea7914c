import { createRoot } from 'react-dom/client';
import { EmbedderProvider, useSemanticSearch } from 'react-embeddings';
import { NOTES, QUERY } from './notes.js';

// What the other app does, a list of hits without a search box: its page is measured, and not visited.

function Hits() {
  const { hits } = useSemanticSearch({ items: NOTES, query: QUERY, mode: 'semantic' });
  return hits.map(({ id, item }) => <li key={id}>{item}</li>);
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <EmbedderProvider model="all-MiniLM-L6-v2-q4" modelsUrl="/models" backends={['cpu']}>
    <Hits />
  </EmbedderProvider>,
);
