import { createRoot } from 'react-dom/client';
import { EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { NOTES, noteFirstHit, QUERY } from './notes.js';

// The app of README.md, with the model's files on the app's own server.

const root = document.getElementById('root') as HTMLElement;
new MutationObserver(() => noteFirstHit(document.querySelector('[role=option]')?.textContent)).observe(root, {
  childList: true,
  subtree: true,
  characterData: true,
});
createRoot(root).render(
  <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models" backends={['cpu']}>
    <SemanticSearch items={NOTES} label="Notes" loadOn="mount" mode="semantic" defaultValue={QUERY}>
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
