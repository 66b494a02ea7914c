import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { EmbedderProvider, SemanticSearch, useEmbedder } from 'react-embeddings';
import { NOTES, noteFirstHit, QUERY, WEIGHTS, type Weights } from './notes.js';

// The app of README.md, with the model's files on the app's own server.

/** The weights of MiniLM that we publish are those of 4 bits. */
const MODELS = {
  documented: 'all-MiniLM-L6-v2-q4',
  q4: 'all-MiniLM-L6-v2-q4',
  q8: 'all-MiniLM-L6-v2',
} as const satisfies Record<Weights, string>;

/** Notes when the model is ready. */
function Ready() {
  const { status } = useEmbedder();
  useEffect(() => {
    if (status === 'ready') window.modelReadyMs ??= performance.now();
  }, [status]);
  return null;
}

const root = document.getElementById('root') as HTMLElement;
new MutationObserver(() => noteFirstHit(document.querySelector('[role=option]')?.textContent)).observe(root, {
  childList: true,
  subtree: true,
  characterData: true,
});
createRoot(root).render(
  <EmbedderProvider model={MODELS[WEIGHTS]} modelsUrl="/models" backends={['cpu']}>
    <Ready />
    <SemanticSearch items={NOTES} label="Notes" loadOn="mount" mode="semantic" defaultQuery={QUERY}>
      {(hit) => hit.item}
    </SemanticSearch>
  </EmbedderProvider>,
);
