import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEmbedder, EmbedderProvider } from 'react-embeddings';
import 'react-embeddings/styles.css';
import { Demo } from './Demo.js';
import './demo.css';
import ownTexts from './texts.json';
import { watchTimings } from './timings.js';

const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models' });
const timings = watchTimings(embedder);

/** The server may have been given other texts. */
async function readTexts(): Promise<readonly string[]> {
  if (!new URLSearchParams(location.search).has('items')) return ownTexts;
  return (await fetch('/items.json')).json();
}

const texts = await readTexts();
const root = document.getElementById('root') ?? document.body;
createRoot(root).render(
  <StrictMode>
    <EmbedderProvider embedder={embedder}>
      <Demo texts={texts} timings={timings} />
    </EmbedderProvider>
  </StrictMode>,
);
